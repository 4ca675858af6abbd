package boot

import "context"

// Empty reports whether the database has no table at all, so that a site in development may migrate it without asking.
func (b *Site) Empty(ctx context.Context) (bool, error) {
	sql := "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%')"
	if b.DB.Dialect().Features.Schemas {
		sql = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = ANY (current_schemas(false)))"
	}
	rows, err := b.DB.Query(ctx, sql) //musette:sql one of the two above
	if err != nil {
		return false, err
	}
	defer rows.Close()
	found := rows.Next() && rows.Bool()
	return !found, rows.Close()
}
