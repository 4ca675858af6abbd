package site

import _ "example.com/unused"
