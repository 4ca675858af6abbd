// Package validate holds the checks that forms, models, serializers and settings share: addresses, lengths, ranges, formats.
//
// A validator is a func(T) error. It returns nil, or an [*Error] with a stable code and a text for people; codes and texts are those of
// Django's validators. A field of a model, of a form or of a serializer takes any number of them:
//
//	orm.Validator(Products.SKU, validate.Regex(skuPattern, "Enter an SKU such as AB-1234."))
//	form.Text(&c.SKU).Validate(validate.MinLength(4))
//
// Validators see whole values: a line break at the end is refused like any other character that does not belong there. All of them
// take time that grows with the length of the text and no faster.
package validate
