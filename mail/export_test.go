package mail

import "slices"

// ExpireIdle ends the connections of an SMTP driver that wait, as time does, and returns how many there were.
func ExpireIdle(d Driver) int {
	s := d.(*server)
	s.mu.Lock()
	idle := slices.Clone(s.idle)
	s.mu.Unlock()
	for _, c := range idle {
		s.drop(c)
	}
	return len(idle)
}
