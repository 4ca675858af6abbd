package password

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/musette-go/musette/problem"
)

// DefaultMaxLength is the length in bytes up to which a password is hashed.
const DefaultMaxLength = 4096

// ErrTooLong says that a password has more bytes than are hashed. It is of the kind problem.Invalid.
var ErrTooLong = errors.New("password: the password is too long")

// A Policy says how a site keeps passwords. Its zero value is ready to use, and what a site wants that does not share its users with
// Django. It can be used by many goroutines; its fields must not be changed after the first use, and it must not be copied.
type Policy struct {
	// Preferred makes new hashes. Defaults to Argon2id{}.
	Preferred Hasher
	// Others are hashers that recognize stored hashes besides Django's, which are always recognized. Defaults to none.
	Others []Hasher
	// NoUpgrade leaves hashes alone that Preferred did not make: [Result].Upgrade is never set. Defaults to false.
	NoUpgrade bool
	// Validators say which new passwords are too weak, see [Policy.Validate]. Defaults to [DefaultValidators]; an empty list that is
	// not nil accepts every password.
	Validators []Validator
	// MaxLength is how many bytes a password may have. Defaults to [DefaultMaxLength].
	MaxLength int
	// Parallel is how many hashes are computed at a time. Defaults to half of GOMAXPROCS, at least 1.
	Parallel int
	// Waiting is how many requests may wait for their turn. Defaults to 100 for each of Parallel.
	Waiting int

	once  sync.Once
	queue *queue
}

// Result is what Verify found out.
type Result struct {
	// OK says that the password is right.
	OK bool
	// Upgrade says that the stored hash should be replaced by that of [Policy.Hash]: the password is right, and its hash was made by
	// another algorithm or with other parameters than the policy prefers.
	Upgrade bool
	// Damaged says why a stored hash could not be checked; it wraps [ErrEncoding] and is for the log only. The person sees the
	// answer to a wrong password.
	Damaged error
}

// Django returns the policy for a site that shares its users with a Django of this version or later: new hashes are what that version
// makes by default (pbkdf2_sha256 with its number of iterations, 260,000 in 3.2 and 1,500,000 in 6.1), and no hash is replaced. Versions
// before 3.2 count as 3.2 and those after 6.1 as 6.1. For a Django whose PASSWORD_HASHERS begins with another one, set Preferred.
func Django(major, minor int) *Policy {
	return &Policy{Preferred: PBKDF2{Iterations: djangoIterations(major, minor)}, NoUpgrade: true}
}

// djangoIterations is PBKDF2PasswordHasher.iterations of a version.
func djangoIterations(major, minor int) int {
	versions := [...]struct{ major, minor, iterations int }{
		{6, 1, newestIterations}, {6, 0, 1_200_000}, {5, 2, 1_000_000}, {5, 1, 870_000}, {5, 0, 720_000},
		{4, 2, 600_000}, {4, 1, 390_000}, {4, 0, 320_000},
	}
	for _, v := range versions {
		if major > v.major || major == v.major && minor >= v.minor {
			return v.iterations
		}
	}
	return 260_000
}

// Check reports everything that is wrong with the policy, for the start of a program.
func (p *Policy) Check() error {
	var errs []error
	if h, ok := p.preferred().(interface{ check() error }); ok {
		if err := h.check(); err != nil {
			errs = append(errs, fmt.Errorf("password: Policy.Preferred makes hashes that would not be checked: %w", err))
		}
	}
	for name, n := range map[string]int{"MaxLength": p.MaxLength, "Parallel": p.Parallel, "Waiting": p.Waiting} {
		if n < 0 {
			errs = append(errs, fmt.Errorf("password: Policy.%s is %d, want 0 for the default or more", name, n))
		}
	}
	return errors.Join(errs...)
}

// Hash returns the encoding of a password to be stored. Its error is [ErrTooLong], of the kind problem.Unavailable when too many
// requests wait, or that of ctx.
func (p *Policy) Hash(ctx context.Context, password string) (string, error) {
	if len(password) > p.maxLength() {
		return "", tooLong(p.maxLength())
	}
	leave, err := p.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	return p.preferred().Hash(password)
}

// Verify reports whether a stored hash is that of the password. A hash that is unusable, damaged or of an unknown algorithm matches no
// password, and costs the work of a new hash. A password of more than MaxLength bytes is wrong without any work. The error is that
// of waiting, as for [Policy.Hash].
func (p *Policy) Verify(ctx context.Context, password, encoded string) (Result, error) {
	if len(password) > p.maxLength() {
		return Result{}, nil
	}
	leave, err := p.enter(ctx)
	if err != nil {
		return Result{}, err
	}
	defer leave()
	return p.verify(password, encoded), nil
}

// VerifyNobody does the work of [Policy.Verify] for a user who does not exist. Its error is that of waiting: answer it as you would answer
// that of Verify, and everything else as a wrong password.
func (p *Policy) VerifyNobody(ctx context.Context, password string) error {
	_, err := p.Verify(ctx, password, unusable)
	return err
}

// verify is Verify when its turn has come.
func (p *Policy) verify(password, encoded string) Result {
	preferred := p.preferred()
	if !IsUsable(encoded) {
		_, _ = preferred.Hash(password)
		return Result{}
	}
	v := p.verifier(encoded)
	ok, err := false, damaged("its algorithm is not known")
	if v != nil {
		ok, err = v.Verify(password, encoded)
	}
	if err != nil {
		_, _ = preferred.Hash(password)
		return Result{Damaged: err}
	}
	h, same := v.(Hasher)
	same = same && h.Algorithm() == preferred.Algorithm()
	outdated := !same || preferred.Outdated(encoded)
	if !ok && outdated {
		p.harden(v, same, password, encoded)
	}
	return Result{OK: ok, Upgrade: ok && outdated && !p.NoUpgrade}
}

// harden makes up for the work that an old hash lacks. The oldest take no time at all, so a new hash is the work.
func (p *Policy) harden(v verifier, same bool, password, encoded string) {
	if _, fast := v.(digest); fast {
		_, _ = p.preferred().Hash(password)
	} else if same {
		p.preferred().Harden(password, encoded)
	}
}

// A verifier is the part of a Hasher that the oldest algorithms have.
type verifier interface {
	Verify(password, encoded string) (bool, error)
}

// verifier returns who recognizes an encoding, or nil.
func (p *Policy) verifier(encoded string) verifier {
	if bareMD5(encoded) {
		return md5Digest()
	}
	algorithm, _, _ := strings.Cut(encoded, "$")
	for _, h := range append([]Hasher{p.preferred()}, p.Others...) {
		if h.Algorithm() == algorithm {
			return h
		}
	}
	switch algorithm {
	case "argon2":
		return Argon2id{}
	case "pbkdf2_sha256", "pbkdf2_sha1":
		return PBKDF2{SHA1: algorithm == "pbkdf2_sha1"}
	case "scrypt":
		return Scrypt{}
	case "bcrypt_sha256", "bcrypt":
		return BCrypt{Plain: algorithm == "bcrypt"}
	case "md5":
		return md5Digest()
	case "sha1":
		return sha1Digest()
	}
	return nil
}

func (p *Policy) preferred() Hasher {
	if p.Preferred == nil {
		return Argon2id{}
	}
	return p.Preferred
}

func (p *Policy) maxLength() int {
	if p.MaxLength <= 0 {
		return DefaultMaxLength
	}
	return p.MaxLength
}

func tooLong(limit int) error {
	return problem.Wrap(problem.Invalid, fmt.Errorf("%w: more than %d bytes", ErrTooLong, limit))
}
