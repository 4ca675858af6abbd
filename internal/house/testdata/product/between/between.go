package between

import "github.com/musette-go/musette/models"

func Do() { models.Do() }
