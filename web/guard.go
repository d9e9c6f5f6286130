package web

import (
	"context"
	"net/http"
	"time"

	"alo116/agent/roles"
	"alo116/sql"
)

// guard lets a route's answer be given to those who may have it. Whose record it is about, the answer itself finds out
// and asks again.
func (s *Site) guard(r route) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		if !r.open {
			who, err := s.sessions.of(req)
			if err == nil {
				err = who.couldAsk(r, s.now())
			}
			if err != nil {
				s.fail(w, req, err)
				return
			}
			ctx := sql.ActingAs(req.Context(), who.person.ID)
			req = req.WithContext(context.WithValue(ctx, askerKey{}, who))
		}
		if err := r.answer(w, req); err != nil {
			s.fail(w, req, err)
		}
	}
}

// couldAsk refuses a route that is not for somebody's role, or not just now: with a password that somebody else made
// there is nothing to do but to choose one, and on a locked screen nothing but to unlock it.
func (who session) couldAsk(r route, now time.Time) error {
	switch {
	case roles.Could(who.person.Role, r.action, r.object) == roles.No:
		return errNotAllowed
	case who.stands.Locked && !r.covered:
		return errLocked
	case who.person.PasswordOnce && !r.chooser:
		return errChooseFirst
	case r.proven && !who.isFresh(now):
		return errNotFresh
	}
	return nil
}

// may tells whether somebody may do that to one record without more ado. It is asked where a record is loaded.
func (who session) may(do roles.Action, to roles.Object, owner roles.Party) bool {
	me := roles.Party{ID: who.person.ID, Team: who.person.Team}
	return roles.May(who.person.Role, do, to, roles.Between(me, owner, 0)) == roles.Yes
}

type askerKey struct{}

// asker is the session that a private route is asked with.
func asker(r *http.Request) session { return r.Context().Value(askerKey{}).(session) }
