package shop

func Exported() {}
