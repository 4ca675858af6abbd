package side

import _ "github.com/musette-go/musette/high"
