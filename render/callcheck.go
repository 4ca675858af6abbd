package render

import (
	"errors"
	"fmt"
	"reflect"
	"text/template/parse"
)

// An argument is what a function is called with: its node, and its type if that is known.
type argument struct {
	node parse.Node // nil for what is piped in
	typ  reflect.Type
}

// signatures are the types of all functions but those of html/template.
func (e *Engine) signatures() map[string]reflect.Type {
	types := make(map[string]reflect.Type)
	for name, fn := range e.funcs {
		types[name] = reflect.TypeOf(fn)
	}
	for name, fn := range e.bind(new(slot)) {
		types[name] = reflect.TypeOf(fn)
	}
	return types
}

// callProblem says why a call must fail, or "".
func callProblem(name string, fn reflect.Type, args []argument) string {
	fixed := fn.NumIn()
	if fn.IsVariadic() {
		fixed--
	}
	if len(args) < fixed || len(args) > fixed && !fn.IsVariadic() {
		least := ""
		if fn.IsVariadic() {
			least = "at least "
		}
		return fmt.Sprintf("%s takes %s%s, not %d", name, least, count(fixed, "argument"), len(args))
	}
	for i, a := range args {
		want := fn.In(min(i, fn.NumIn()-1))
		if i >= fixed {
			want = want.Elem()
		}
		if got := a.mismatch(want); got != "" {
			return fmt.Sprintf("%s takes %s as its argument %d, not %s", name, article(want.String()), i+1, got)
		}
	}
	return ""
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

func article(word string) string {
	for _, c := range "aeioAEIO" { // "uint8" begins with a consonant
		if rune(word[0]) == c {
			return "an " + word
		}
	}
	return "a " + word
}

// mismatch describes an argument that cannot be passed as the type, or is "". It follows the rules by which text/template passes
// arguments.
func (a argument) mismatch(want reflect.Type) string {
	if want == reflect.TypeFor[reflect.Value]() {
		return ""
	}
	free := want.Kind() == reflect.Interface && want.NumMethod() == 0
	switch n := a.node.(type) {
	case *parse.StringNode:
		if !free && want.Kind() != reflect.String {
			return "the text " + n.Quoted
		}
		return ""
	case *parse.BoolNode:
		if !free && want.Kind() != reflect.Bool {
			return fmt.Sprint(n.True)
		}
		return ""
	case *parse.NumberNode:
		if !free && !numberFits(n, want) {
			return "the number " + n.Text
		}
		return ""
	}
	t := a.typ
	if t == nil || t.AssignableTo(want) || t.Kind() == reflect.Pointer && t.Elem().AssignableTo(want) || reflect.PointerTo(t).AssignableTo(want) {
		return ""
	}
	return article(t.String())
}

func numberFits(n *parse.NumberNode, want reflect.Type) bool {
	switch want.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return n.IsInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return n.IsUint
	case reflect.Float32, reflect.Float64:
		return n.IsFloat
	case reflect.Complex64, reflect.Complex128:
		return n.IsComplex
	}
	return false
}

// checkCalls refuses calls with the wrong number of arguments, with constants of the wrong type, and formats that are no
// constants.
func (lib *library) checkCalls(f *file) error {
	var errs []error
	f.trees(func(_ string, t *parse.Tree) {
		walk(t.Root, func(n parse.Node) {
			pipe, ok := n.(*parse.PipeNode)
			if !ok {
				return
			}
			for i, cmd := range pipe.Cmds {
				if problem := lib.commandProblem(cmd, i > 0); problem != "" {
					errs = append(errs, fmt.Errorf("render: %s: %s", location(t, cmd), problem))
				}
			}
		})
	})
	return errors.Join(errs...)
}

func (lib *library) commandProblem(cmd *parse.CommandNode, piped bool) string {
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok || lib.types[id.Ident] == nil {
		return ""
	}
	var args []argument
	for _, n := range cmd.Args[1:] {
		args = append(args, argument{node: n})
	}
	if piped {
		args = append(args, argument{})
	}
	if problem := callProblem(id.Ident, lib.types[id.Ident], args); problem != "" {
		return problem
	}
	if id.Ident != "formatHTML" || len(args) == 0 {
		return ""
	}
	format, constant := args[0].node.(*parse.StringNode)
	if !constant {
		return "formatHTML takes a format that is written out, so that nobody can put HTML into it"
	}
	_, n, err := formatSource(format.Text)
	switch {
	case err != nil:
		return err.Error()
	case n != len(args)-1:
		return fmt.Sprintf("formatHTML: the format takes %s, not %d", count(n, "argument"), len(args)-1)
	}
	return ""
}
