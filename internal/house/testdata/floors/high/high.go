package high

import _ "github.com/musette-go/musette/low"
