package low

import _ "github.com/musette-go/musette/top" // tests may look up
