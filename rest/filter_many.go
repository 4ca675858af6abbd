package rest

import (
	"context"
	"fmt"

	"github.com/musette-go/musette/orm"
	"github.com/musette-go/musette/schema"
)

// FilterMany declares a parameter for a many-to-many: rows that are related to at least one of the rows whose keys are given, as in
// ?tags=new&tags=old.
func FilterMany[T, U any](rel *orm.ManyToMany[*T, *U]) Filter[*T] {
	target := orm.Target[*T](rel)
	pk := target.PrimaryKey()
	return filterOf[*T]{{naming: func() string { return orm.FieldOfMany(rel).Name }, many: func(ctx context.Context, texts []string) (orm.Pred[any], messages, error) {
		keys, ms, err := readKeys(ctx, target, texts)
		if ms != nil || err != nil {
			return orm.Or[any](), ms, err
		}
		return orm.Pred[any](rel.Any(orm.Pred[*U](oneOf(target.Root().Col(pk), keys)))), nil, nil
	}}}
}

// readKeys reads keys of rows that the person may see, in the words of Django's form field.
func readKeys(ctx context.Context, target *orm.Descriptor, texts []string) ([]any, messages, error) {
	if len(texts) > maxInList {
		return nil, wrong("invalid", fmt.Sprintf("List at most %d values.", maxInList)), nil
	}
	pk := target.PrimaryKey()
	c, err := codecOf(&schema.Field{Name: "pk", Type: target.Schema.Fields[pk].Type}, target.Ptr(target.New(), pk))
	if err != nil {
		return nil, nil, err
	}
	keys := make([]any, len(texts))
	for i, text := range texts {
		probe := target.New()
		if c.decode(&value{kind: textValue, text: text}, target.Ptr(probe, pk)) != nil {
			return nil, wrong("invalid_pk_value", "“"+text+"” is not a valid value."), nil
		}
		keys[i] = keyOf(target, probe)
	}
	known, err := knownKeys(ctx, target, keys)
	for i, k := range keys {
		if err == nil && !known[k] {
			return nil, wrong("invalid_choice", "Select a valid choice. "+texts[i]+" is not one of the available choices."), nil
		}
	}
	return keys, nil, err
}
