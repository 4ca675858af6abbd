package password_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/musette-go/musette/auth/password"
	"github.com/musette-go/musette/internal/testenv"
	"github.com/musette-go/musette/problem"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// quick makes hashes that cost nothing.
func quick() password.Hasher { return password.PBKDF2{Iterations: 1} }

func TestVectors(t *testing.T) {
	t.Parallel()
	policy := &password.Policy{Preferred: quick()}
	for _, v := range vectors() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			got, err := policy.Verify(t.Context(), v.password, v.encoded)
			if err != nil || !got.OK || !got.Upgrade || got.Damaged != nil {
				t.Errorf("right password: %+v, %v", got, err)
			}
			got, err = policy.Verify(t.Context(), v.password+"x", v.encoded)
			// bcrypt reads 72 bytes.
			if want := v.name == "bcrypt, 80 bytes"; err != nil || got.OK != want || got.Damaged != nil {
				t.Errorf("wrong password: %+v, %v", got, err)
			}
			if got, _ := policy.Verify(t.Context(), "x"+v.password, v.encoded); got.OK {
				t.Errorf("wrong password: %+v", got)
			}
		})
	}
}

func TestHashIsDjangos(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hasher password.Hasher
		want   string
	}{
		{password.Argon2id{}, `^argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{30}\$[A-Za-z0-9+/]{43}$`},
		{password.Argon2id{Memory: 64, Time: 1, Threads: 2}, `^argon2\$argon2id\$v=19\$m=64,t=1,p=2\$`},
		{password.PBKDF2{Iterations: 7}, `^pbkdf2_sha256\$7\$[A-Za-z0-9]{22}\$[A-Za-z0-9+/]{43}=$`},
		{password.PBKDF2{Iterations: 7, SHA1: true}, `^pbkdf2_sha1\$7\$[A-Za-z0-9]{22}\$[A-Za-z0-9+/]{27}=$`},
		{password.Scrypt{N: 16, P: 1}, `^scrypt\$16\$[A-Za-z0-9]{22}\$8\$1\$[A-Za-z0-9+/]{86}==$`},
		{password.BCrypt{Rounds: 4}, `^bcrypt_sha256\$\$2a\$04\$[A-Za-z0-9./]{53}$`},
		{password.BCrypt{Rounds: 4, Plain: true}, `^bcrypt\$\$2a\$04\$[A-Za-z0-9./]{53}$`},
	} {
		t.Run(c.hasher.Algorithm(), func(t *testing.T) {
			t.Parallel()
			policy := &password.Policy{Preferred: c.hasher}
			if err := policy.Check(); err != nil {
				t.Fatal(err)
			}
			encoded, err := policy.Hash(t.Context(), "pässword")
			if err != nil || !regexp.MustCompile(c.want).MatchString(encoded) || len(encoded) > 128 {
				t.Fatalf("%q (%d), %v, want %s in 128 characters", encoded, len(encoded), err, c.want)
			}
			if again, _ := policy.Hash(t.Context(), "pässword"); again == encoded {
				t.Errorf("two hashes are the same: %s", again)
			}
			if r, err := policy.Verify(t.Context(), "pässword", encoded); err != nil || r != (password.Result{OK: true}) {
				t.Errorf("verify: %+v, %v", r, err)
			}
			if r, err := policy.Verify(t.Context(), "passwörd", encoded); err != nil || r != (password.Result{}) {
				t.Errorf("verify another: %+v, %v", r, err)
			}
		})
	}
}

// The longest encoding that Django makes fits its column.
func TestScryptFitsTheColumn(t *testing.T) {
	t.Parallel()
	encoded, err := (password.Scrypt{}).Hash("x")
	if err != nil || len(encoded) != 128 {
		t.Errorf("%d characters, %v", len(encoded), err)
	}
}

func TestUpgrade(t *testing.T) {
	t.Parallel()
	hash := func(h password.Hasher) string {
		encoded, err := h.Hash("secret")
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	for _, c := range []struct {
		name            string
		preferred, made password.Hasher
		want            bool
	}{
		{"same iterations", password.PBKDF2{Iterations: 5}, password.PBKDF2{Iterations: 5}, false},
		{"fewer iterations", password.PBKDF2{Iterations: 5}, password.PBKDF2{Iterations: 4}, true},
		{"more iterations", password.PBKDF2{Iterations: 5}, password.PBKDF2{Iterations: 6}, true},
		{"another digest", password.PBKDF2{Iterations: 5}, password.PBKDF2{Iterations: 5, SHA1: true}, true},
		{"same argon2", password.Argon2id{Memory: 64}, password.Argon2id{Memory: 64}, false},
		{"less memory", password.Argon2id{Memory: 64}, password.Argon2id{Memory: 32}, true},
		{"less time", password.Argon2id{Memory: 64}, password.Argon2id{Memory: 64, Time: 1}, true},
		{"more threads", password.Argon2id{Memory: 64}, password.Argon2id{Memory: 64, Threads: 2}, true},
		{"same scrypt", password.Scrypt{N: 16}, password.Scrypt{N: 16}, false},
		{"another p", password.Scrypt{N: 16}, password.Scrypt{N: 16, P: 1}, true},
		{"same bcrypt", password.BCrypt{Rounds: 5}, password.BCrypt{Rounds: 5}, false},
		{"fewer rounds", password.BCrypt{Rounds: 5}, password.BCrypt{Rounds: 4}, true},
		{"plain bcrypt", password.BCrypt{Rounds: 5}, password.BCrypt{Rounds: 5, Plain: true}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			encoded := hash(c.made)
			own, shared := &password.Policy{Preferred: c.preferred}, &password.Policy{Preferred: c.preferred, NoUpgrade: true}
			for _, try := range []struct {
				policy *password.Policy
				typed  string
				want   password.Result
			}{
				{own, "secret", password.Result{OK: true, Upgrade: c.want}},
				{shared, "secret", password.Result{OK: true}},
				{own, "Secret", password.Result{}},
			} {
				if got, err := try.policy.Verify(t.Context(), try.typed, encoded); err != nil || got != try.want {
					t.Errorf("%s: %+v, %v, want %+v", try.typed, got, err, try.want)
				}
			}
		})
	}
	t.Run("short salt", func(t *testing.T) {
		t.Parallel()
		// pbkdf2_sha256 of "" with one iteration and the salt "seasalt".
		got, err := (&password.Policy{Preferred: quick()}).Verify(t.Context(), "", "pbkdf2_sha256$1$seasalt$7uPyO44geqCt/Nv3ztly1adSqh5hHCYtGPDoMYOOBWU=")
		if err != nil || got != (password.Result{OK: true, Upgrade: true}) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// Nothing that stands in a database may stop the program, take seconds or gigabytes, or match a password.
func TestHostileEncodings(t *testing.T) {
	t.Parallel()
	const b32, b64, b20 = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
	policy := &password.Policy{Preferred: quick()}
	for _, encoded := range []string{
		"argon2$argon2id$v=19$m=2147483648,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=4294967296,t=2,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=262144,t=16,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=4294967295,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=0,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=1,p=0$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=1,p=256$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=1,p=16$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$t=1,m=64,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=16$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2d$v=19$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=1,p=1$$" + b20[:22],
		"argon2$argon2id$v=19$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$",
		"argon2$argon2id$v=19$m=64,t=1,p=1$YWJjZGVmZ2hpamtsbW5vcA$****",
		"argon2$", "argon2",
		"pbkdf2_sha256$1000000000000$salt$" + b32, "pbkdf2_sha256$10000001$salt$" + b32, "pbkdf2_sha256$99999999999999999999$salt$" + b32,
		"pbkdf2_sha256$0$salt$" + b32, "pbkdf2_sha256$-1$salt$" + b32, "pbkdf2_sha256$+1$salt$" + b32, "pbkdf2_sha256$01$salt$" + b32,
		"pbkdf2_sha256$1e3$salt$" + b32, "pbkdf2_sha256$$salt$" + b32, "pbkdf2_sha256$1$$" + b32, "pbkdf2_sha256$1$salt$",
		"pbkdf2_sha256$1$salt$" + b20, "pbkdf2_sha256$1$salt$" + b32[:40], "pbkdf2_sha256$1$salt$" + b32 + "$", "pbkdf2_sha1$1$salt$" + b32,
		"pbkdf2_sha256$1$" + strings.Repeat("s", 1000) + "$" + b32,
		"scrypt$1073741824$salt$8$5$" + b64, "scrypt$16384$salt$1000000$5$" + b64, "scrypt$16384$salt$8$1000000$" + b64, "scrypt$16383$salt$8$5$" + b64,
		"scrypt$1$salt$8$5$" + b64, "scrypt$0$salt$0$0$" + b64, "scrypt$16384$$8$5$" + b64, "scrypt$16384$salt$8$5$", "scrypt$2$salt$2097152$2097152$" + b64,
		"bcrypt_sha256$$2b$31$Hd6iK18cvdABba1JzzLlq.OXBPH72ZI2G1s3B6UvysopEsmLS.qMq",
		"bcrypt_sha256$$2b$17$Hd6iK18cvdABba1JzzLlq.OXBPH72ZI2G1s3B6UvysopEsmLS.qMq",
		"bcrypt_sha256$$2b$03$Hd6iK18cvdABba1JzzLlq.OXBPH72ZI2G1s3B6UvysopEsmLS.qMq",
		"bcrypt_sha256$$2x$04$Hd6iK18cvdABba1JzzLlq.OXBPH72ZI2G1s3B6UvysopEsmLS.qMq",
		"bcrypt_sha256$$2b$4$Hd6iK18cvdABba1JzzLlq.OXBPH72ZI2G1s3B6UvysopEsmLS.qMq",
		"bcrypt_sha256$$2b$04$short", "bcrypt$2b$04$", "bcrypt$$2b$04$!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
		"md5$salt$", "md5$salt$zzzz", "sha1$salt$" + strings.Repeat("A", 40), "sha1$", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
		"crypt$$abJnggxhB/yWI", "plain$secret", "secret", "$", "$$$$$$$$", "\x00", strings.Repeat("$", 1<<16),
	} {
		start := time.Now()
		got, err := policy.Verify(t.Context(), "secret", encoded)
		if err != nil || got.OK || got.Upgrade || !errors.Is(got.Damaged, password.ErrEncoding) {
			t.Errorf("%.80q: %+v, %v", encoded, got, err)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("%.80q took %v", encoded, took)
		}
		if len(encoded) > 20 && got.Damaged != nil && strings.Contains(got.Damaged.Error(), encoded[len(encoded)-8:]) {
			t.Errorf("the error tells the hash: %v", got.Damaged)
		}
	}
}

func TestUnusable(t *testing.T) {
	t.Parallel()
	a, b := password.Unusable(), password.Unusable()
	if !regexp.MustCompile(`^![A-Za-z0-9]{40}$`).MatchString(a) || a == b || password.IsUsable(a) || password.IsUsable("") || !password.IsUsable("md5$a$b") {
		t.Errorf("unusable: %q, %q", a, b)
	}
	for _, encoded := range []string{a, "!", "", "!pbkdf2_sha256$1$seasalt$7uPyO44geqCt/Nv3ztly1adSqh5hHCYtGPDoMYOOBWU="} {
		got, err := (&password.Policy{Preferred: quick()}).Verify(t.Context(), "", encoded)
		if err != nil || got != (password.Result{}) {
			t.Errorf("%q: %+v, %v", encoded, got, err)
		}
	}
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 1<<19)
	policy := new(password.Policy)
	fastest := time.Hour
	for range 5 {
		start := time.Now()
		if _, err := policy.Hash(t.Context(), long); !errors.Is(err, password.ErrTooLong) || problem.Of(err) != problem.Invalid {
			t.Fatalf("hash: %v", err)
		}
		if r, err := policy.Verify(t.Context(), long, "sha1$a$b"); err != nil || r != (password.Result{}) {
			t.Fatalf("verify: %+v, %v", r, err)
		}
		found, err := policy.Validate(t.Context(), long, password.Attribute{Label: "username", Value: long})
		if err != nil || len(found) != 1 || found[0].Code != "password_too_long" {
			t.Fatalf("validate: %+v, %v", found, err)
		}
		fastest = min(fastest, time.Since(start))
	}
	if fastest > time.Millisecond {
		t.Errorf("refusing a password of 1 MiB three times took %v", fastest)
	}
	if _, err := (&password.Policy{Preferred: quick(), MaxLength: 3}).Hash(t.Context(), "1234"); !errors.Is(err, password.ErrTooLong) {
		t.Errorf("four of three bytes: %v", err)
	}
	if _, err := (password.BCrypt{Rounds: 4, Plain: true}).Hash(strings.Repeat("x", 73)); !errors.Is(err, password.ErrTooLong) {
		t.Errorf("73 bytes in bcrypt: %v", err)
	}
}

func TestDjangoPolicy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ major, minor, want int }{
		{2, 2, 260_000}, {3, 2, 260_000}, {4, 0, 320_000}, {4, 1, 390_000}, {4, 2, 600_000}, {5, 0, 720_000}, {5, 1, 870_000},
		{5, 2, 1_000_000}, {6, 0, 1_200_000}, {6, 1, 1_500_000}, {7, 0, 1_500_000},
	} {
		p := password.Django(c.major, c.minor)
		if p.Preferred != (password.PBKDF2{Iterations: c.want}) || !p.NoUpgrade || p.Check() != nil {
			t.Errorf("%d.%d: %+v", c.major, c.minor, p.Preferred)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	if err := new(password.Policy).Check(); err != nil {
		t.Error(err)
	}
	for _, h := range []password.Hasher{
		password.Argon2id{Memory: 1 << 30}, password.Argon2id{Time: 1000}, password.Argon2id{Memory: 10, Threads: 200}, password.PBKDF2{Iterations: -1},
		password.PBKDF2{Iterations: 1 << 30}, password.Scrypt{N: 3}, password.Scrypt{N: 1 << 30}, password.BCrypt{Rounds: 3}, password.BCrypt{Rounds: 20},
	} {
		if err := (&password.Policy{Preferred: h}).Check(); err == nil {
			t.Errorf("%+v is accepted", h)
		}
		if _, err := h.Hash("x"); !errors.Is(err, password.ErrEncoding) {
			t.Errorf("%+v made a hash, or %v", h, err)
		}
	}
	err := (&password.Policy{MaxLength: -1, Parallel: -1, Waiting: -1}).Check()
	for _, name := range []string{"MaxLength", "Parallel", "Waiting"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not in %v", name, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p := &password.Policy{Preferred: quick()}
	if _, err := p.Hash(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("hash: %v", err)
	}
	if _, err := p.Verify(ctx, "x", "!"); !errors.Is(err, context.Canceled) {
		t.Errorf("verify: %v", err)
	}
	if err := p.VerifyNobody(ctx, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody: %v", err)
	}
}
