package mail

import (
	"errors"
	"fmt"
	"strings"

	"github.com/musette-go/musette/problem"
)

// A FieldError is a message that cannot be sent as it is: it names the field and says what is wrong there. It is a problem of the kind
// Invalid.
type FieldError struct {
	Field  string // "To[2]", "Subject", "Attachments[0].Name"
	Reason string // "is empty"
}

func (e *FieldError) Error() string { return "mail: " + e.Field + " " + e.Reason }

// Kind is Invalid.
func (e *FieldError) Kind() problem.Kind { return problem.Invalid }

// ErrTooLarge is matched by the error of a message beyond [Options.MaxSize]. It is a problem of the kind TooLarge.
var ErrTooLarge = problem.New(problem.TooLarge, "The mail is too large.")

// ErrUnreachable is matched by the error of a mail whose server could not be reached, did not make a safe connection or did not let
// us in: no other mail would get through either.
var ErrUnreachable = errors.New("mail: the server cannot be used")

// The steps of sending, as [SendError] names them.
const (
	StepConnect    = "connect"    // reaching the server, up to its greeting
	StepTLS        = "tls"        // making the connection safe
	StepLogin      = "login"      // user and password
	StepSender     = "sender"     // the server's word on the address in From
	StepRecipients = "recipients" // the server's word on those who get the mail
	StepContent    = "content"    // the mail itself
)

// A SendError is a mail that was not sent, or of which the server did not say that it was. Its text holds neither passwords nor
// the mail's content.
type SendError struct {
	ID      string   // the Message-ID, without angle brackets
	Step    string   // where it happened: StepConnect and so on; "" outside SMTP
	Code    int      // the server's reply code (RFC 5321), or 0 without a reply
	Refused []string // the recipients that the server does not take; then nobody got the mail
	// Temporary says that the same mail may well go through later: the server cannot be reached or says so itself (4xx).
	Temporary bool
	Err       error // what happened
}

func (e *SendError) Error() string {
	var b strings.Builder
	b.WriteString("mail: <" + e.ID + "> was not sent")
	if e.Step != "" {
		b.WriteString(" (" + e.Step + ")")
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	if e.Temporary {
		b.WriteString("; it may go through later")
	}
	return b.String()
}

// Unwrap returns what happened.
func (e *SendError) Unwrap() error { return e.Err }

// Is makes the error match [ErrUnreachable] when it happened before the mail's turn.
func (e *SendError) Is(target error) bool {
	return target == ErrUnreachable && (e.Step == StepConnect || e.Step == StepTLS || e.Step == StepLogin)
}

// Kind is Unavailable for what may go through later, else Internal.
func (e *SendError) Kind() problem.Kind {
	if e.Temporary {
		return problem.Unavailable
	}
	return problem.Internal
}
