package sample

type OnlyInTests struct{}
