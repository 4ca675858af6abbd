package password

import (
	"bufio"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/musette-go/musette/netguard"
	"github.com/musette-go/musette/problem"
)

// Breached refuses passwords that are known from breaches of other sites, with the code "password_breached". It stands in no policy
// unless it is put there.
type Breached struct {
	// In is asked: a [RangeService], a [Bloom], or one of your own.
	In BreachedList
	// FailOpen accepts a password that could not be looked up. Defaults to false: Validate returns the error, and the password
	// cannot be set while the list is away.
	FailOpen bool
}

// A BreachedList knows passwords by their SHA-1.
type BreachedList interface {
	// Breached reports whether the list has the password of which this is the SHA-1.
	Breached(ctx context.Context, sum [sha1.Size]byte) (bool, error)
}

// Validate implements [Validator].
func (b Breached) Validate(ctx context.Context, password string, _ []Attribute) ([]problem.FieldError, error) {
	if b.In == nil {
		return nil, errors.New("password: Breached.In is not set: give it a *RangeService or a *Bloom")
	}
	found, err := b.In.Breached(ctx, sha1.Sum([]byte(password)))
	switch {
	case err != nil && b.FailOpen:
		return nil, nil
	case err != nil:
		return nil, problem.Wrap(problem.Unavailable, err)
	case found:
		return wrong("password_breached", "This password is known from a data breach of another site. Please choose another one."), nil
	}
	return nil, nil
}

// Help implements [Validator].
func (Breached) Help() string {
	return "Your password can’t be one that is known from a data breach."
}

// A RangeService asks a service of the range protocol of Have I Been Pwned. It sends the first five of the forty hexadecimal digits of
// the password's SHA-1 and gets all that begin so: the service does not learn the password, nor its hash. It must not be copied.
type RangeService struct {
	// URL is the address of the service; "range/" and the five digits follow it. There is no default.
	URL string
	// Client makes the requests. Defaults to one that cannot be led into the network it runs in, see [netguard.NewClient].
	Client *http.Client
	// MinCount is in how many breached accounts a password must have been seen. Defaults to 1.
	MinCount int

	once   sync.Once
	client *http.Client
}

// maxRange is the greatest answer that is read, in bytes; they have about 40 KiB.
const maxRange = 1 << 20

// Breached implements [BreachedList]. A context without a deadline is bounded by the client's.
func (s *RangeService) Breached(ctx context.Context, sum [sha1.Size]byte) (bool, error) {
	digits := strings.ToUpper(hex.EncodeToString(sum[:]))
	body, err := s.ask(ctx, digits[:5])
	if err != nil {
		return false, fmt.Errorf("password: the list of breached passwords: %w", err)
	}
	defer body.Close()
	count, err := findSuffix(body, digits[5:])
	if err != nil {
		return false, fmt.Errorf("password: the list of breached passwords: %w", err)
	}
	return count >= max(s.MinCount, 1), nil
}

func (s *RangeService) ask(ctx context.Context, prefix string) (io.ReadCloser, error) {
	address, err := url.JoinPath(s.URL, "range", prefix)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Add-Padding", "true") // the length of the answer tells nothing either
	s.once.Do(func() {
		if s.client = s.Client; s.client == nil {
			s.client = netguard.NewClient(netguard.Options{MaxBody: maxRange})
		}
	})
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("it answered %s, want 200", resp.Status)
	}
	return resp.Body, nil
}

// findSuffix reads lines of 35 digits, ":" and a count, and returns the count of a suffix, or 0.
func findSuffix(r io.Reader, suffix string) (int, error) {
	limited := &io.LimitedReader{R: r, N: maxRange}
	lines := bufio.NewScanner(limited)
	seen := 0
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		digits, count, ok := strings.Cut(line, ":")
		n, err := strconv.Atoi(count)
		if !ok || err != nil || len(digits) != len(suffix) {
			return 0, errors.New("it answered with something else than lines of 35 digits, a colon and a number")
		}
		if strings.EqualFold(digits, suffix) {
			return n, nil
		}
		seen++
	}
	if err := lines.Err(); err != nil {
		return 0, err
	}
	if seen == 0 || limited.N == 0 {
		return 0, fmt.Errorf("it answered with nothing, or with more than %d bytes", maxRange)
	}
	return 0, nil
}
