package views

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/musette-go/musette/form"
	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/storage"
)

// RemoveFile deletes a file that no row names any more, once the transaction of ctx has committed and never before; outside a transaction
// it does so at once. When the transaction rolls back, the file stays. A nil bucket is the site's own, and an empty name is no file. The
// row has changed by then, so a file that cannot be deleted is a line in the log (slog.Default) and no error.
//
// [Upload] calls it for files that are replaced or cleared, and [Delete] for those of [DeleteOptions].Uploads. A model whose rows are
// deleted elsewhere too, or along with others, calls it itself:
//
//	func (p *Product) AfterDelete(ctx context.Context) error {
//		views.RemoveFile(ctx, nil, p.Picture)
//		return nil
//	}
func RemoveFile(ctx context.Context, b *storage.Bucket, name string) {
	if name == "" {
		return
	}
	orm.OnCommit(ctx, func(ctx context.Context) {
		b, err := b.Or(ctx)
		if err == nil {
			err = b.Delete(ctx, name)
		}
		if err != nil {
			slog.Default().ErrorContext(ctx, "a file that is not needed any more could not be deleted", "name", name, "error", err)
		}
	})
}

// uploadsOf are the fields of the columns that hold files of a row.
func uploadsOf[T any](m Model[T], p *T, uploads []orm.Column[*T]) form.Fields {
	for _, c := range uploads {
		if own, ok := c.(*column[*T]); !ok || !own.upload {
			panic(fmt.Sprintf("views: Delete of %s: an upload that is none: give the columns as views.Upload returns them", m.Descriptor().Label()))
		}
	}
	return FieldsOf(m, p, uploads...)
}
