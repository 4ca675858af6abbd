package deep

import _ "example.com/Big/inner"
