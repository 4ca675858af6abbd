package django

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/musette-go/musette/app"
	"github.com/musette-go/musette/check"
	"github.com/musette-go/musette/db"
	"github.com/musette-go/musette/session/dbsession"
)

// leaveHint is what all relaxations have in common.
const leaveHint = "needed for as long as Django runs beside this site; afterwards django.Left takes the place of django.Shared"

// checks look at what both sites share.
func (b *beside) checks() []check.Check {
	return []check.Check{
		{Name: "django.options", Tags: []check.Tag{check.Security}, Run: b.checkOptions},
		{Name: "django.shared", Tags: []check.Tag{check.Deploy, check.Security}, Run: b.checkRelaxed},
		{Name: "django.sessions", Tags: []check.Tag{check.Database}, Run: b.checkSessions},
	}
}

// checkOptions finds what keeps the two sites from understanding each other.
func (b *beside) checkOptions(ctx context.Context) []check.Message {
	var out []check.Message
	if b.wrong != nil {
		out = append(out, check.Message{ID: "django.E001", Level: check.Error, Object: "django.Options.Version", Text: b.wrong.Error()})
	}
	if b.keys(ctx).Secret == "" {
		out = append(out, check.Message{ID: "django.E002", Level: check.Error, Object: "SECRET_KEY", Text: "is not set: expected that of Django",
			Hint: "set SECRET_KEY to the value in Django's settings, and SECRET_KEY_FALLBACKS likewise"})
	}
	if url := app.ConfigFrom(ctx).SessionURL; url != "" && !strings.HasPrefix(url, "database://") {
		out = append(out, check.Message{ID: "django.E005", Level: check.Error, Object: "SESSION_URL", Text: "keeps sessions where Django does not look: expected database://",
			Hint: "leave SESSION_URL out"})
	}
	return out
}

// checkRelaxed lists what is less strict than in a site of one's own.
func (b *beside) checkRelaxed(context.Context) []check.Message {
	out := []check.Message{
		{ID: "django.W001", Object: "sessions", Text: "are kept under their plain keys: whoever can read django_session and musette_user_session can use every session"},
		{ID: "django.W002", Object: "cookies", Text: fmt.Sprintf("%s, %s and messages have no prefix __Host-: other hosts of the domain can set them", b.SessionCookie, b.CSRFCookie)},
		{ID: "django.W003", Object: "passwords", Text: fmt.Sprintf("are hashed as Django %d.%d does, and old hashes stay: expected Argon2id", b.major, b.minor)},
		{ID: "django.W004", Object: "forms", Text: "the secret of their tokens is in a cookie that is not signed and that scripts can read"},
		{ID: "django.W005", Object: "sessions", Text: "live for as long as they are used: expected an end after 30 days"},
	}
	if p := b.Auth.Passwords; p != nil && !p.NoUpgrade {
		out = append(out, check.Message{ID: "django.W006", Object: "django.Options.Auth.Passwords", Text: "replaces hashes at the login, which ends the session that the person has on Django's side"})
	}
	for i := range out {
		out[i].Level, out[i].Hint = check.Warning, leaveHint
	}
	return out
}

// sampled is how many sessions are looked at.
const sampled = 50

// checkSessions reads the sessions that are to expire last and says why some cannot be read.
func (b *beside) checkSessions(ctx context.Context) []check.Message {
	rows, err := dbsession.Sessions.Filter(dbsession.Sessions.ExpireDate.Gt(time.Now())).OrderBy(dbsession.Sessions.ExpireDate.Desc()).Limit(sampled).All(ctx)
	if errors.Is(err, db.ErrUndefinedTable) || errors.Is(err, db.ErrNoDatabase) {
		return nil
	}
	if err != nil {
		return []check.Message{{ID: "django.E003", Level: check.Error, Object: "django_session", Text: err.Error()}}
	}
	keys := b.keys(ctx)
	var foreign, pickles int
	for _, row := range rows {
		_, err := SessionCodec{Keys: keys}.Decode(row.SessionData)
		switch {
		case err == nil:
		case pickled(keys, row.SessionData):
			pickles++
		default:
			foreign++
		}
	}
	var out []check.Message
	if foreign > 0 {
		out = append(out, check.Message{ID: "django.W007", Level: check.Warning, Object: "django_session",
			Text: fmt.Sprintf("%d of %d sessions were not signed with this site's SECRET_KEY or its fallbacks", foreign, len(rows)),
			Hint: "give both sites the same SECRET_KEY; sessions of before are ended by the command clearsessions of Django when their time is over"})
	}
	if pickles > 0 {
		out = append(out, check.Message{ID: "django.E004", Level: check.Error, Object: "django_session",
			Text: fmt.Sprintf("%d of %d sessions are pickles of Python, which are never read", pickles, len(rows)),
			Hint: "set SESSION_SERIALIZER = 'django.contrib.sessions.serializers.JSONSerializer' in Django's settings; people log in once more"})
	}
	return out
}
