package web

import (
	"fmt"
	"net/http"

	"alo116/agent/roles"
)

// route is one address: what asking for it does, to what, and who answers. The table of the roles says who may. A route
// that is open says so, and asks nobody who they are.
type route struct {
	pattern string
	open    bool
	action  roles.Action
	object  roles.Object
	answer  func(http.ResponseWriter, *http.Request) error
}

// public is an address for everybody, signed in or not.
func public(pattern string, answer func(http.ResponseWriter, *http.Request) error) route {
	return route{pattern: pattern, open: true, answer: answer}
}

// private is an address for those whose role may do that to that, of theirs at least.
func private(pattern string, action roles.Action, object roles.Object, answer func(http.ResponseWriter, *http.Request) error) route {
	return route{pattern: pattern, action: action, object: object, answer: answer}
}

// routes is every address there is. Nothing is served that is not in this list.
func (s *Site) routes() []route {
	return []route{
		public("POST /api/sign-in", s.signIn),
		public("POST /api/sign-out", s.signOut), // of whatever session there is
		private("GET /api/me", roles.Read, roles.Account, s.me),
		private("GET /api/form", roles.Read, roles.Form, s.form),
		private("GET /ws", roles.Use, roles.Desk, s.screen),
		private("GET /sip", roles.Use, roles.Phone, s.phone),

		private("GET /api/people", roles.Read, roles.Person, s.people),
		private("POST /api/people", roles.Add, roles.Person, s.addPerson),
		private("POST /api/people/{id}", roles.Change, roles.Person, s.changePerson),
		private("POST /api/people/{id}/skills", roles.Change, roles.Skills, s.changeSkills),
		private("POST /api/people/{id}/password", roles.Reset, roles.Password, s.resetPassword),
		private("POST /api/people/{id}/sign-out", roles.End, roles.Session, s.endSessions),

		private("GET /api/purposes", roles.Read, roles.Account, s.purposes),
		private("POST /api/contacts/{id}/number", roles.Reveal, roles.Number, s.revealNumber),
		private("POST /api/contacts/{id}/open", roles.Read, roles.Contact, s.openContact),
		private("GET /api/alerts", roles.Read, roles.Alert, s.alerts),
		private("POST /api/alerts/{entry}/close", roles.Close, roles.Alert, s.closeAlert),
		private("GET /api/audit", roles.Read, roles.Audit, s.auditEntries),
		private("POST /api/audit/verify", roles.Read, roles.Audit, s.verifyAudit),
		private("POST /api/audit/{entry}/words", roles.Read, roles.Audit, s.auditWords),

		public("GET /healthz", s.healthy),
		public("GET /readyz", s.ready),
		public("GET /metrics", s.measure), // which looks at the address

		// The pages and their files are the same for everybody: what they show comes by the routes above.
		public("GET /{$}", s.pages.index),
		public("GET /desk", s.pages.index),
		public("GET /board", s.pages.index),
		public("GET /people", s.pages.index),
		public("GET /home", s.pages.index),
		public("GET /audit", s.pages.index),
		public("GET /", s.pages.file),
	}
}

// mount serves a list of routes. One that is neither open nor in the table of the roles is refused.
func (s *Site) mount(routes []route) (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range routes {
		if !r.open && !roles.Knows(r.action, r.object) {
			return nil, fmt.Errorf("%s: the roles know nothing of '%s %s'", r.pattern, r.action, r.object)
		}
		mux.Handle(r.pattern, s.guard(r))
	}
	return mux, nil
}
