package auth

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/orm"
)

// passwordVariable is where the commands find a password when nobody can be asked.
const passwordVariable = "SUPERUSER_PASSWORD"

func commands(s *service) []app.Command {
	return []app.Command{s.createSuperuser(), s.changePassword(), s.unlockCommand(), breachedList()}
}

func (s *service) createSuperuser() app.Command {
	return app.Command{Name: "createsuperuser", Short: "create an account that may do everything",
		Long: "At a terminal it asks for what is not given, and for the password. Elsewhere --username is required, and the password\n" +
			"comes from " + passwordVariable + ".",
		New: func(f *flag.FlagSet) app.Run {
			name := f.String("username", "", "the `name` to log in with")
			email := f.String("email", "", "the email `address`")
			return func(ctx context.Context, env *app.Env) error {
				ask := newPrompt(env)
				u := &User{Username: *name, Email: *email, IsStaff: true, IsSuperuser: true, IsActive: true}
				if err := ask.fill(&u.Username, "Username"); err != nil {
					return err
				}
				if env.Terminal && *email == "" {
					u.Email, _ = ask.line("Email address (may be left empty): ")
				}
				plain, err := ask.newPassword(ctx, u)
				if err != nil {
					return err
				}
				if err := CreateUser(ctx, u, plain); err != nil {
					return err
				}
				fmt.Fprintf(env.Out, "Superuser %s created.\n", u.Username)
				return nil
			}
		}}
}

func (s *service) changePassword() app.Command {
	return app.Command{Name: "changepassword", Args: "USERNAME", Short: "give an account another password; its sessions end",
		New: func(*flag.FlagSet) app.Run {
			return func(ctx context.Context, env *app.Env) error {
				u, err := named(ctx, env.Args[0])
				if err != nil {
					return err
				}
				plain, err := newPrompt(env).newPassword(ctx, u)
				if err != nil {
					return err
				}
				if err := SetPassword(ctx, u, plain); err != nil {
					return err
				}
				fmt.Fprintf(env.Out, "The password of %s is changed; whoever was logged in with the old one no longer is.\n", u.Username)
				return nil
			}
		}}
}

func (s *service) unlockCommand() app.Command {
	return app.Command{Name: "unlock", Args: "[USERNAME…]", Short: "let people log in again who have tried too often",
		Long: "Names are those that were typed at the login. --all forgets every count, those of addresses included.",
		New: func(f *flag.FlagSet) app.Run {
			all := f.Bool("all", false, "forget all counts")
			return func(ctx context.Context, env *app.Env) error {
				if len(env.Args) == 0 && !*all {
					return app.Usagef("name somebody, or say --all")
				}
				if *all {
					n, err := LoginAttempts.Filter().DeleteAll(ctx)
					if err == nil {
						fmt.Fprintf(env.Out, "%d counts forgotten.\n", n.Total)
					}
					return err
				}
				for _, name := range env.Args {
					if err := s.unlock(ctx, name); err != nil {
						return err
					}
					fmt.Fprintf(env.Out, "%s may try again.\n", name)
				}
				return nil
			}
		}}
}

// CreateUser validates a user and creates them with that password, whose strength it does not ask for: see [ValidatePassword]. The empty
// password makes one that nothing matches. The error is a [*problem.ValidationError] for a name that is taken or not one.
func CreateUser(ctx context.Context, u *User, plain string) error {
	s, err := serviceOf(ctx)
	if err != nil {
		return err
	}
	u.Username, u.Email = NormalizeName(u.Username), NormalizeEmail(u.Email)
	if plain == "" {
		u.Password = unusable()
	} else if u.Password, err = s.Passwords.Hash(ctx, plain); err != nil {
		return err
	}
	return Users.Create(ctx, u)
}

func named(ctx context.Context, name string) (*User, error) {
	u, err := Users.Unrestricted().Get(ctx, Users.Username.Eq(NormalizeName(name)))
	if errors.Is(err, orm.ErrNotFound) {
		return nil, fmt.Errorf("auth: there is no user %q", name)
	}
	return u, err
}

// prompt asks the person at the terminal.
type prompt struct {
	env *app.Env
	in  *bufio.Reader
}

func newPrompt(env *app.Env) *prompt { return &prompt{env, bufio.NewReader(env.In)} }

func (p *prompt) line(question string) (string, error) {
	fmt.Fprint(p.env.Err, question)
	s, err := p.in.ReadString('\n')
	if err != nil && (err != io.EOF || s == "") {
		return "", errors.New("auth: nothing was typed")
	}
	return strings.TrimSpace(s), nil
}

// fill asks for a value that was not given.
func (p *prompt) fill(value *string, what string) (err error) {
	if *value != "" {
		return nil
	}
	if !p.env.Terminal {
		return app.Usagef("--%s is required where nobody can be asked", strings.ToLower(what))
	}
	*value, err = p.line(what + ": ")
	return err
}

// newPassword is a new password for a user, typed twice at a terminal, and else that of the environment.
func (p *prompt) newPassword(ctx context.Context, u *User) (string, error) {
	plain := p.env.Getenv(passwordVariable)
	if plain == "" {
		if !p.env.Terminal {
			return "", fmt.Errorf("auth: there is no password: set %s, or run this at a terminal", passwordVariable)
		}
		var err error
		if plain, err = p.twice(); err != nil {
			return "", err
		}
	}
	if err := ValidatePassword(ctx, u, plain); err != nil {
		return "", err
	}
	return plain, nil
}

func (p *prompt) twice() (string, error) {
	first, err := p.secret("Password: ")
	if err != nil {
		return "", err
	}
	second, err := p.secret("Password (again): ")
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("auth: the two passwords are not the same")
	}
	return first, nil
}

// secret reads a line that is not shown.
func (p *prompt) secret(question string) (string, error) {
	file, ok := p.env.In.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return p.line(question)
	}
	fmt.Fprint(p.env.Err, question)
	b, err := term.ReadPassword(int(file.Fd()))
	fmt.Fprintln(p.env.Err)
	return string(b), err
}
