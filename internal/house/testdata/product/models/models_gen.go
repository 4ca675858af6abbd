package models

func Do() {}
