package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// hire adds somebody who signs in by their role, or by another login, and gives them a browser.
func (d *door) hire(store *sql.Store, p sql.Person) (sql.Person, *browser) {
	d.t.Helper()
	hash, err := hashOnce()
	if err != nil {
		d.t.Fatal(err)
	}
	p.Name, p.PasswordHash = "Somebody", hash
	if p.Login == "" {
		p.Login = string(p.Role)
	}
	if p, err = store.CreatePerson(d.t.Context(), p); err != nil {
		d.t.Fatal(err)
	}
	b := d.browser()
	b.signIn(p.Login)
	return p, b
}

// eachRelation hires somebody of every role, and tries with them what is their own, what a colleague of their team has, and what a
// stranger has.
func (d *door) eachRelation(store *sql.Store, try func(me sql.Person, b *browser, whose string, of sql.Person)) {
	d.t.Helper()
	colleague, _ := d.hire(store, sql.Person{Login: "colleague", Role: queue.Psychologist, Team: "east"})
	stranger, _ := d.hire(store, sql.Person{Login: "stranger", Role: queue.Psychologist, Team: "west"})
	for _, role := range roles.All() {
		me, b := d.hire(store, sql.Person{Role: role, Team: "east"})
		try(me, b, "own", me)
		try(me, b, "team", colleague)
		try(me, b, "other", stranger)
	}
}

var wildcard = regexp.MustCompile(`\{[a-z]+\}`)

// knock asks for a route as it stands in the list, and gives the status and the body.
func (b *browser) knock(r route) (int, string) {
	method, path, _ := strings.Cut(strings.ReplaceAll(r.pattern, "{$}", ""), " ")
	path = wildcard.ReplaceAllString(path, "8a1f7b5e-0000-4000-8000-000000000000")
	if r.object == roles.Desk || r.object == roles.Phone {
		status, _, _ := b.upgrade(path, "Sec-WebSocket-Protocol", "sip")
		return status, ""
	}
	body := ""
	if method != http.MethodGet {
		body = "{}"
	}
	status, _, said := b.ask(method, path, body)
	return status, said
}

// TestEveryRoleAtEveryRoute asks for every route there is as everybody there is: nobody, and each role.
func TestEveryRoleAtEveryRoute(t *testing.T) {
	d := open(t)
	store := d.store
	browsers := map[queue.Role]*browser{"": d.browser()}
	for _, role := range roles.All() {
		_, browsers[role] = d.hire(store, sql.Person{Role: role})
	}
	for _, r := range d.site.routes() {
		if r.pattern == "POST /api/sign-out" {
			continue // it is open, and would end the sessions of the others below
		}
		for role, b := range browsers {
			status, said := b.knock(r)
			signedOut, refused := strings.Contains(said, "signed_out"), status == http.StatusForbidden
			if r.open {
				if signedOut || refused {
					t.Errorf("%s is open, and says to %q: %d %s", r.pattern, role, status, said)
				}
				continue
			}
			if role == "" {
				if status != http.StatusUnauthorized {
					t.Errorf("%s without a session: %d %s", r.pattern, status, said)
				}
				continue
			}
			if want := roles.Could(role, r.action, r.object); refused != (want == roles.No) || status == http.StatusUnauthorized {
				t.Errorf("%s as %s: %d %s, the table says %s", r.pattern, role, status, said, want)
			}
		}
	}
}

func TestARouteWithoutARowIsNotServed(t *testing.T) {
	d := open(t)
	for _, r := range []route{
		private("GET /api/moon", roles.Read, "moon", d.site.me),
		private("GET /api/moon", "burn", roles.Person, d.site.me),
		private("GET /api/moon", roles.Reopen, roles.Person, d.site.me),
		{pattern: "GET /api/moon", answer: d.site.me},
	} {
		if _, err := d.site.mount([]route{r}); err == nil || !strings.Contains(err.Error(), "/api/moon") {
			t.Errorf("%s %s is served: %v", r.action, r.object, err)
		}
	}
	d.staff.set(func(s *staff) { s.role = "king" })
	b := d.browser()
	b.signIn("mira")
	for _, path := range []string{"/api/me", "/api/form"} {
		if status, _, body := b.ask("GET", path, ""); status != http.StatusForbidden || !strings.Contains(body, `"forbidden"`) {
			t.Errorf("%s with a role that is not in the table: %d %s", path, status, body)
		}
	}
}
