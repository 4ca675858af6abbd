package orm

import "reflect"

// GoType returns the struct type of the model.
func (d *Descriptor) GoType() reflect.Type { return d.typ }
