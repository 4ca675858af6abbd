package manage

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/web"
)

// logger writes the log as the settings say. Both forms escape line breaks and other control characters, so that text from
// outside cannot forge a line, and hide the values of attributes whose names look secret.
func (r *runner) logger(c app.Config) *slog.Logger {
	opt := &slog.HandlerOptions{Level: c.LogLevel, ReplaceAttr: hideSecret}
	if c.LogJSON {
		return slog.New(web.JSONLogHandler(plainJSON{r.opt.Err}, opt))
	}
	return slog.New(web.LogHandler(slog.NewTextHandler(r.opt.Err, opt)))
}

// hideSecret masks the values of attributes that web.Secret knows. The names that every line has are not looked at.
func hideSecret(_ []string, a slog.Attr) slog.Attr {
	switch a.Key {
	case slog.TimeKey, slog.LevelKey, slog.MessageKey, "method", "path", "route", "status", "bytes", "duration", "agent", "client", "request_id", "error", "sql":
		return a
	}
	if web.Secret(a.Key) && a.Value.Kind() != slog.KindBool {
		return slog.String(a.Key, web.Masked)
	}
	return a
}

// plainJSON escapes the control characters that JSON leaves as they are, DEL and U+0080 to U+009F, of which one begins
// commands to terminals. In JSON they stand in texts only.
type plainJSON struct{ w io.Writer }

// ASCII is the writer for lines without such characters.
func (p plainJSON) ASCII() io.Writer { return p.w }

// Write implements io.Writer; a handler of slog writes one whole line at a time.
func (p plainJSON) Write(line []byte) (int, error) {
	var out []byte
	done := 0
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == 0x7f:
			out = fmt.Appendf(append(out, line[done:i]...), `\u%04x`, line[i])
		case line[i] == 0xc2 && i+1 < len(line) && line[i+1] < 0xa0: // UTF-8 of U+0080 to U+009F
			out = fmt.Appendf(append(out, line[done:i]...), `\u%04x`, line[i+1])
			i++
		default:
			continue
		}
		done = i + 1
	}
	if out == nil {
		return p.w.Write(line)
	}
	if _, err := p.w.Write(append(out, line[done:]...)); err != nil {
		return 0, err
	}
	return len(line), nil
}
