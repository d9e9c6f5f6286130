package web

import (
	"net/http"
	"time"
)

// Our cookies. None can be read by a page's script, and none is sent from another site.
const (
	cookieSession = ""        // a session's token
	cookieStep    = "-step"   // of a sign-in that has begun
	cookieDevice  = "-device" // of a computer that somebody signed in at before
	cookieOIDC    = "-oidc"   // of a sign-in that is away at the organisation's own
)

func (s *sessions) cookieName(which string) string {
	if s.secure {
		return "__Host-alo116" + which
	}
	return "alo116" + which
}

// cookie is what the browser sent, or empty.
func (s *sessions) cookie(r *http.Request, which string) string {
	c, err := r.Cookie(s.cookieName(which))
	if err != nil || len(c.Value) > 2048 {
		return ""
	}
	return c.Value
}

// setCookie gives the browser a cookie until it is closed, or for life.
func (s *sessions) setCookie(w http.ResponseWriter, which, value string, life time.Duration) {
	c := &http.Cookie{Name: s.cookieName(which), Value: value, Path: "/", HttpOnly: true, Secure: s.secure,
		SameSite: http.SameSiteStrictMode, MaxAge: int(life / time.Second)}
	if which == cookieOIDC {
		c.SameSite = http.SameSiteLaxMode // it must come back from the other site
	}
	http.SetCookie(w, c)
}

// clearCookie takes a cookie out of the browser.
func (s *sessions) clearCookie(w http.ResponseWriter, which string) {
	s.setCookie(w, which, "", -time.Second)
}
