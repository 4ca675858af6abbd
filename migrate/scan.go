package migrate

import "github.com/musette-go/musette/db"

// scan calls each for every row of a query's result, which it takes as the query returns it, and closes it.
func scan(rows *db.Rows, failed error, each func(rows *db.Rows)) (err error) {
	if failed != nil {
		return failed
	}
	defer func() { err = rows.Close() }() // the error of the result, if any
	for rows.Next() {
		each(rows)
	}
	return nil
}
