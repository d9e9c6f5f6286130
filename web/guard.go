package web

import (
	"context"
	"net/http"

	"alo116/agent/roles"
)

// guard lets a route's answer be given to those who may have it. Whose record it is about, the answer itself finds out
// and asks again.
func (s *Site) guard(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if !r.open {
			who, err := s.sessions.of(req)
			if err == nil && roles.Could(who.person.Role, r.action, r.object) == roles.No {
				err = errNotAllowed
			}
			if err != nil {
				s.fail(w, req, err)
				return
			}
			req = req.WithContext(context.WithValue(req.Context(), askerKey{}, who))
		}
		if err := r.answer(w, req); err != nil {
			s.fail(w, req, err)
		}
	}
}

type askerKey struct{}

// asker is the session that a private route is asked with.
func asker(r *http.Request) session { return r.Context().Value(askerKey{}).(session) }
