package boot

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/musette-go/musette/check"
)

// checkConnection looks at how the database is reached.
func (b *Site) checkConnection(context.Context) []check.Message {
	var f findings
	u, err := url.Parse(b.Config.DatabaseURL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || local(u) {
		return nil
	}
	mode := u.Query().Get("sslmode")
	f.warn(mode != "verify-full", "security.W112", "DATABASE_URL", fmt.Sprintf("has sslmode=%q and another machine's host: whoever stands between may pass for the database", mode),
		"add sslmode=verify-full, and sslrootcert for a certificate of your own")
	return f
}

// local reports whether the address of a database is on this machine, by all the names that it has.
func local(u *url.URL) bool {
	host := u.Hostname()
	if h := u.Query().Get("host"); h != "" {
		host = h
	}
	for one := range strings.SplitSeq(host, ",") { // several are tried in turn
		a, err := netip.ParseAddr(one)
		if one != "" && one != "localhost" && !strings.HasPrefix(one, "/") && (err != nil || !a.IsLoopback()) {
			return false
		}
	}
	return true
}

// maxSkew is how far the clocks of the site and its database may be apart.
const maxSkew = 2 * time.Second

// rights asks who we are: whether more than an owner of tables (a superuser, or one who may make users, pass by policies, copy
// the database, run programs on the server or write its files), whether one who may change tables, and what time it is.
const rights = `SELECT rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls OR EXISTS (SELECT FROM pg_catalog.pg_roles AS g
	WHERE g.rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files') AND pg_catalog.pg_has_role(r.oid, g.oid, 'MEMBER')),
	coalesce(pg_catalog.has_schema_privilege(r.oid, pg_catalog.current_schema()::text, 'CREATE'), false)
	OR EXISTS (SELECT FROM pg_catalog.pg_class AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
		WHERE n.nspname = pg_catalog.current_schema() AND t.relkind IN ('r', 'p') AND pg_catalog.pg_has_role(r.oid, t.relowner, 'USAGE')),
	(extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint
FROM pg_catalog.pg_roles AS r WHERE rolname = current_user`

// checkServer asks a PostgreSQL server who we are and what time it is.
func (b *Site) checkServer(ctx context.Context) []check.Message {
	if b.DB == nil || !b.DB.Dialect().Features.Schemas {
		return nil
	}
	before := time.Now()
	rows, err := b.DB.Query(ctx, rights)
	if err != nil {
		return []check.Message{{ID: "security.W113", Level: check.Warning, Object: "DATABASE_URL", Text: "the server cannot be asked: " + err.Error()}}
	}
	defer rows.Close()
	if !rows.Next() {
		return nil
	}
	var f findings
	super, owner, millis := rows.Bool(), rows.Bool(), rows.Int64()
	now := time.Now()
	f.warn(super, "security.W113", "DATABASE_URL", "logs in as a superuser, or one who is nearly that: a mistake in the site reaches every database and the server's files",
		"make a user that has rights in this database and nothing else")
	if owner && !super {
		f.info("security.I119", "DATABASE_URL", "logs in as a user who may make and change tables: the one who serves needs the rows only, and the owner is for migrate")
	}
	f.warn(skewed(time.UnixMilli(millis), before, now), "security.W114", "DATABASE_URL", fmt.Sprintf("the server's clock and this machine's are more than %s apart", maxSkew),
		"have both follow the same time servers")
	return f
}

// skewed reports whether a clock that was read between two times is too far off.
func skewed(clock, before, after time.Time) bool {
	return clock.Before(before.Add(-maxSkew)) || clock.After(after.Add(maxSkew))
}
