package render

// FunctionNames lists the template functions of the package.
func FunctionNames() []string {
	e, err := New(Options{})
	if err != nil {
		panic(err)
	}
	return sortedKeys(e.types)
}
