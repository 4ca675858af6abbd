package top

import _ "github.com/musette-go/musette/side"
