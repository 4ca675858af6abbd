package session

import "net/http"

// Local returns what fn gave for the key the first time in this request. It is for packages that keep something about the person of a
// request, who is logged in for one, and want no middleware of their own: nothing of it is stored. The key is a type of the package's own,
// as for context.WithValue. Without a session it is fn's result each time.
func (s *Session) Local(key any, fn func(r *http.Request) any) any {
	if s == nil {
		return fn(nil)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.local {
		if l.key == key {
			return l.value
		}
	}
	v := fn(s.r)
	s.local = append(s.local, local{key, v})
	return v
}

// local is something that is kept for the rest of the request.
type local struct{ key, value any }
