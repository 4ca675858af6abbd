package below

import _ "example.com/one/deep"
