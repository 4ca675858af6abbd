package low

import _ "github.com/musette-go/musette/high"
