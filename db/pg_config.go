package db

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// postgresConfig turns an address and the options into the driver's configuration.
func postgresConfig(address string, opt Options) (*pgconn.Config, Options, error) {
	address, opt, err := cutParameters(address, opt)
	if err != nil {
		return nil, opt, err
	}
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		return nil, opt, openError(address, parseReason(err)+"; "+forms)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout(opt)
	}
	if _, ok := config.RuntimeParams["application_name"]; !ok {
		config.RuntimeParams["application_name"] = opt.ApplicationName
	}
	config.RuntimeParams["TimeZone"] = "UTC"
	if !opt.TransactionPooler {
		setTimeouts(config.RuntimeParams, opt)
	}
	config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler { return &canceller{conn: c} }
	return config, opt, nil
}

// connectTimeout is how long opening a connection may take when the address does not say: as long as waiting for one.
func connectTimeout(opt Options) time.Duration {
	if opt.AcquireTimeout < 0 {
		return 10 * time.Second
	}
	return opt.AcquireTimeout
}

// cutParameters takes the parameters that are this package's own out of the address.
func cutParameters(address string, opt Options) (string, Options, error) {
	u, err := url.Parse(address)
	if err != nil {
		var bad *url.Error
		if errors.As(err, &bad) {
			err = bad.Err
		}
		return address, opt, openError(address, reasonWithoutValue(err)+"; "+forms)
	}
	q := u.Query()
	if !q.Has("pooler") {
		return address, opt, nil
	}
	switch q.Get("pooler") {
	case "transaction":
		opt.TransactionPooler = true
	case "session", "":
	default:
		return address, opt, openError(address, "pooler="+strconv.Quote(q.Get("pooler"))+
			` is unknown, expected "transaction" or "session"`)
	}
	q.Del("pooler")
	u.RawQuery = q.Encode()
	return u.String(), opt, nil
}

// reasonWithoutValue keeps parts of the address, which may be its password, out of the reason.
func reasonWithoutValue(err error) string {
	text := err.Error()
	if strings.HasPrefix(text, "invalid port") {
		return "the port is not a number, or a special character of the password is not percent-encoded (/ is %2F, : is %3A)"
	}
	if i := strings.IndexByte(text, '"'); i > 0 {
		text = strings.TrimSpace(text[:i])
	}
	return text
}

// parseReason is the driver's reason without the address, which the message shows already.
func parseReason(err error) string {
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) {
		if cause := errors.Unwrap(parse); cause != nil {
			return cause.Error()
		}
		if _, reason, ok := strings.Cut(parse.Error(), "`: "); ok {
			return reason
		}
	}
	return "it cannot be understood"
}

// setTimeouts asks the server to hold the limits, unless the address sets its own.
func setTimeouts(params map[string]string, opt Options) {
	for _, p := range timeoutParams(opt) {
		if _, ok := params[p.name]; !ok {
			params[p.name] = p.value
		}
	}
}

type param struct{ name, value string }

// timeoutParams are the server's settings for the limits, in milliseconds; 0 means none.
func timeoutParams(opt Options) []param {
	ms := func(d time.Duration) string {
		if d < 0 {
			return "0"
		}
		return strconv.FormatInt(int64(max(d, time.Millisecond)/time.Millisecond), 10)
	}
	return []param{
		{"statement_timeout", ms(opt.StatementTimeout)},
		{"lock_timeout", ms(opt.LockTimeout)},
		{"idle_in_transaction_session_timeout", ms(opt.IdleInTransactionTimeout)},
	}
}
