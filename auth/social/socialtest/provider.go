package socialtest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/musette-go/musette/auth/social"
)

// The site as the provider knows it.
const (
	ClientID     = "the-site"
	ClientSecret = "a secret that only tests know"
)

// User is who says yes at the provider.
type User struct {
	Subject       string
	Email         string
	EmailVerified bool
	Username      string
	GivenName     string
	FamilyName    string
}

// Wrong is what the provider does wrong. The zero value does everything right.
type Wrong struct {
	Down       bool                          // it answers 503 to everything
	Error      string                        // instead of a code: "access_denied"
	Claims     func(claims map[string]any)   // changes what stands in the ID token
	Token      func(token string) string     // changes the ID token itself
	Info       func(claims map[string]any)   // changes what the provider tells about the user
	Answer     func(q url.Values)            // changes what the browser is sent back with
	Document   func(document map[string]any) // changes what the provider says of itself
	InfoOnly   bool                          // the email address stands not in the token, but in what is told about the user
	WithoutISS bool                          // there is no iss in the answer (RFC 9207), and the provider says so
}

// Provider is a provider of OpenID Connect on this machine. Its fields are set between logins.
type Provider struct {
	// URL is its address, which is its issuer.
	URL string
	// User is who says yes.
	User User
	// Wrong is what it does wrong.
	Wrong Wrong

	mu       sync.Mutex
	key      *ecdsa.PrivateKey
	codes    map[string]grant
	tokens   map[string]bool
	now      func() time.Time
	Requests map[string]int // how often each path was asked for; read it when nothing runs
}

// grant is what a code stands for.
type grant struct{ redirect, challenge, nonce string }

// New starts a provider, which ends with the test.
func New(t testing.TB) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{key: key, codes: map[string]grant{}, tokens: map[string]bool{}, now: time.Now, Requests: map[string]int{},
		User: User{Subject: "1", Email: "ada@example.org", EmailVerified: true, Username: "ada", GivenName: "Ada", FamilyName: "Lovelace"}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.document)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", p.keys)
	mux.HandleFunc("GET /userinfo", p.info)
	server := httptest.NewServer(p.counted(mux))
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Clock sets the provider's clock.
func (p *Provider) Clock(now func() time.Time) { p.now = now }

// Of is the provider for social.Options.
func (p *Provider) Of(name string) social.Provider {
	return social.Provider{Name: name, Label: "The " + name + " account", Issuer: p.URL, ClientID: ClientID, ClientSecret: ClientSecret}
}

func (p *Provider) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.Requests[r.URL.Path]++
		if p.Wrong.Down {
			http.Error(w, "away", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

func refuse(w http.ResponseWriter, code string) {
	send(w, http.StatusBadRequest, map[string]string{"error": code})
}

// document is what the provider says of itself (OpenID Connect Discovery).
func (p *Provider) document(w http.ResponseWriter, _ *http.Request) {
	d := map[string]any{
		"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys",
		"userinfo_endpoint": p.URL + "/userinfo", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"token_endpoint_auth_methods_supported":          []string{"client_secret_basic"},
		"authorization_response_iss_parameter_supported": !p.Wrong.WithoutISS,
	}
	if p.Wrong.Document != nil {
		p.Wrong.Document(d)
	}
	send(w, http.StatusOK, d)
}

// authorize says yes at once, and sends the browser back.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	back, err := url.Parse(q.Get("redirect_uri"))
	if err != nil || back.Host == "" || q.Get("client_id") != ClientID {
		http.Error(w, "the client is unknown", http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}}
	if !p.Wrong.WithoutISS {
		answer.Set("iss", p.URL)
	}
	switch {
	case p.Wrong.Error != "":
		answer.Set("error", p.Wrong.Error)
	case q.Get("response_type") != "code" || q.Get("code_challenge_method") != "S256" || len(q.Get("code_challenge")) != 43 || len(q.Get("state")) < 32 || len(q.Get("nonce")) < 32:
		answer.Set("error", "invalid_request")
	default:
		code := rand.Text()
		p.codes[code] = grant{q.Get("redirect_uri"), q.Get("code_challenge"), q.Get("nonce")}
		answer.Set("code", code)
	}
	if p.Wrong.Answer != nil {
		p.Wrong.Answer(answer)
	}
	back.RawQuery = answer.Encode()
	http.Redirect(w, r, back.String(), http.StatusFound)
}

// token gives an ID token for a code, once, to the site alone, and to who knows what the challenge was made of.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok || id != ClientID || secret != url.QueryEscape(ClientSecret) {
		send(w, http.StatusUnauthorized, map[string]string{"error": "invalid_client"})
		return
	}
	code := r.PostFormValue("code")
	g, known := p.codes[code]
	delete(p.codes, code)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	if !known || g.redirect != r.PostFormValue("redirect_uri") || g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		refuse(w, "invalid_grant")
		return
	}
	access := rand.Text()
	p.tokens[access] = true
	token, err := p.idToken(g.nonce, access)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	send(w, http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": token})
}

func (p *Provider) person() map[string]any {
	return map[string]any{"sub": p.User.Subject, "email": p.User.Email, "email_verified": p.User.EmailVerified,
		"preferred_username": p.User.Username, "given_name": p.User.GivenName, "family_name": p.User.FamilyName}
}

func (p *Provider) idToken(nonce, access string) (string, error) {
	claims := p.person()
	if p.Wrong.InfoOnly {
		delete(claims, "email")
		delete(claims, "email_verified")
	}
	now := p.now()
	sum := sha256.Sum256([]byte(access))
	claims["iss"], claims["aud"], claims["nonce"] = p.URL, ClientID, nonce
	claims["iat"], claims["exp"] = now.Unix(), now.Add(5*time.Minute).Unix()
	claims["at_hash"] = base64.RawURLEncoding.EncodeToString(sum[:16])
	if p.Wrong.Claims != nil {
		p.Wrong.Claims(claims)
	}
	token, err := Sign(claims, jose.ES256, p.key)
	if err == nil && p.Wrong.Token != nil {
		token = p.Wrong.Token(token)
	}
	return token, err
}

// Sign writes claims as a token that is signed with a key.
func Sign(claims map[string]any, alg jose.SignatureAlgorithm, key any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "1"))
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		return "", err
	}
	return signed.CompactSerialize()
}

// PublicKey is what the provider's tokens are checked with.
func (p *Provider) PublicKey() *ecdsa.PublicKey { return &p.key.PublicKey }

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	send(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.PublicKey(), KeyID: "1", Algorithm: string(jose.ES256), Use: "sig"}}})
}

// info tells about the user (OpenID Connect Core, section 5.3).
func (p *Provider) info(w http.ResponseWriter, r *http.Request) {
	access, _ := url.PathUnescape(r.Header.Get("Authorization"))
	if len(access) < 8 || !p.tokens[access[len("Bearer "):]] {
		send(w, http.StatusUnauthorized, map[string]string{"error": "invalid_token"})
		return
	}
	claims := p.person()
	if p.Wrong.Info != nil {
		p.Wrong.Info(claims)
	}
	send(w, http.StatusOK, claims)
}
