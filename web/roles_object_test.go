package web

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// TestEveryRoleAtEveryObject asks for every route that names an object, as every role, about one's own, one of the team's and a
// stranger's, of every age that the table tells apart; with nothing said, for a purpose, and breaking the glass. What is answered is what
// the table says, what is refused shows nothing, and what asks for a purpose is in the trail. A route with a wildcard that has no trial fails.
func TestEveryRoleAtEveryObject(t *testing.T) {
	h := newHouse(t)
	served, tried := map[string]route{}, map[string]bool{}
	for _, r := range h.site.routes() {
		served[r.pattern] = r
	}
	h.eachRelation(h.store, func(me sql.Person, b *browser, whose string, of sql.Person) {
		for _, tr := range trials {
			r, is := served[tr.pattern]
			if !is {
				t.Fatalf("%s is tried, and is no route", tr.pattern)
			}
			tried[tr.pattern] = true
			cell{h, r, tr, me, b, whose, of}.try()
		}
	})
	for pattern, r := range served {
		if wildcard.MatchString(pattern) && !r.open && !tried[pattern] {
			t.Errorf("%s names an object, and nobody tries it: add it to the trials", pattern)
		}
	}
	if log := h.log.String(); strings.Contains(log, "anary") || strings.Contains(log, theirNumber) {
		t.Error("what is kept of a child is in the log")
	}
}

// cell is one of the table: what a role may do to an object of somebody's.
type cell struct {
	*house
	route route
	trial trial
	me    sql.Person
	b     *browser
	whose string
	of    sql.Person
}

func (c cell) try() {
	do, to := c.trial.asks(c.route)
	for _, age := range ages(do, to) {
		relation := roles.Between(owner(c.me), owner(c.of), age)
		if c.trial.nobodys {
			relation = roles.Relation{}
		}
		c.says(do, to, relation)
	}
}

// says asks in each way there is of asking. What was let in may have used up the object, so that there is another one for the next.
func (c cell) says(do roles.Action, to roles.Object, relation roles.Relation) {
	verdict := roles.May(c.me.Role, do, to, relation)
	var asked *wanted
	for n, said := range sayings(do, to) {
		if asked == nil {
			asked = c.object(relation.Age)
		}
		method, path, _ := strings.Cut(asked.fill(c.trial.pattern), " ")
		code, want, before := "", refusals[verdict][n], int64(0)
		if want == "" {
			before = c.newest()
		}
		status, head, answer := c.b.ask(method, path, with(method, asked.body, said), asked.headers...)
		name := fmt.Sprintf("%s as %s, %s, %s old, with {%s}", c.trial.pattern, c.me.Role, c.whose, relation.Age, said)
		if status >= 300 {
			code = told[problemBody](c.t, answer).Error.Code
		}
		if code != want {
			c.t.Errorf("%s: %d %.300s; the table says %s of '%s %s'", name, status, answer, verdict, do, to)
		}
		if head.Get("Cache-Control") != "no-store" || want != "" && (strings.Contains(answer, "anary") || strings.Contains(answer, theirNumber)) {
			c.t.Errorf("%s: %q, %s", name, head.Get("Cache-Control"), answer)
		}
		if want == "" {
			c.isWritten(name, said, verdict, before)
			asked = nil
		}
	}
}

// isWritten looks whether what the trail tells since then says what for, and of a broken glass.
func (c cell) isWritten(name, said string, verdict roles.Verdict, since int64) {
	c.t.Helper()
	entries := slices.DeleteFunc(c.trail(20), func(e sql.AuditEntry) bool { return e.N <= since })
	if said != "" && !slices.ContainsFunc(entries, func(e sql.AuditEntry) bool { return e.Purpose == purposeSaid }) {
		c.t.Errorf("%s: the trail tells nothing: %+v", name, entries)
	}
	if glass := slices.ContainsFunc(entries, func(e sql.AuditEntry) bool { return strings.HasSuffix(e.Action, ".glass") }); glass != (verdict == roles.Glass) {
		c.t.Errorf("%s: a glass broken: %v, the table says %s", name, glass, verdict)
	}
}

// trail is what who asks did last, the newest first.
func (c cell) trail(most int) []sql.AuditEntry {
	page, err := c.store.AuditEntries(c.t.Context(), sql.AuditFilter{Actor: c.me.ID, Limit: most})
	c.must(err)
	return page.Entries
}

func (c cell) newest() int64 {
	for _, e := range c.trail(1) {
		return e.N
	}
	return 0
}

// object makes what is asked for, of that age. Who may lose their session by asking is somebody new each time. Who does not come in by the
// route at all is not let near any: one is enough for them.
func (c *cell) object(age time.Duration) *wanted {
	if roles.Could(c.me.Role, c.route.action, c.route.object) == roles.No {
		if h := c.house; h.anys[c.trial.pattern] == nil {
			made := c.trial.make(h, c.of.ID, c.me.ID)
			h.anys[c.trial.pattern] = &made
		}
		return c.anys[c.trial.pattern]
	}
	if c.trial.ends {
		c.me, c.b = c.comes(c.me.Role, c.me.Team)
		if c.whose == "own" {
			c.of = c.me
		} else {
			c.of, _ = c.comes(c.of.Role, c.of.Team)
		}
	}
	made := c.trial.make(c.house, c.of.ID, c.me.ID)
	if age > 0 {
		sqltest.Exec(c.t, c.url, fmt.Sprintf(`UPDATE contact SET opened_at = now() - interval '%d seconds' WHERE id = '%s'`, int(age.Seconds()), made.in[0]))
	}
	return &made
}

// comes has somebody new work here, signed in without asking for the password: it is made to take long.
func (h *house) comes(role queue.Role, team string) (sql.Person, *browser) {
	hash, err := hashOnce()
	h.must(err)
	p, err := h.store.CreatePerson(h.t.Context(), sql.Person{Login: h.some("new-"), Name: "Somebody", Role: role, Team: team, PasswordHash: hash})
	h.must(err)
	b, w := h.browser(), httptest.NewRecorder()
	_, err = h.site.sessions.begin(w, httptest.NewRequest("POST", "/", nil), AgentOf(p))
	h.must(err)
	at, _ := url.Parse(h.srv.URL)
	b.client.Jar.SetCookies(at, w.Result().Cookies())
	return p, b
}

const purposeSaid = "danger"

// refusals are the codes by which each way of asking is refused; "" is that it is not.
var refusals = map[roles.Verdict][3]string{
	roles.No:        {"forbidden", "forbidden", "forbidden"},
	roles.Glass:     {"break_glass", "break_glass", ""},
	roles.ForReason: {"no_purpose", "", ""},
	roles.Yes:       {"", "", ""},
}

// sayings are the ways of asking for what the table has a row for: if nobody needs to say more, nobody does.
func sayings(do roles.Action, to roles.Object) []string {
	for _, role := range roles.All() {
		for _, age := range probes {
			for _, r := range []roles.Relation{{Own: true, SameTeam: true, Age: age}, {SameTeam: true, Age: age}, {Age: age}} {
				if v := roles.May(role, do, to, r); v == roles.ForReason || v == roles.Glass {
					return []string{"", `"purpose":"` + purposeSaid + `"`, `"purpose":"` + purposeSaid + `","break_glass":true`}
				}
			}
		}
	}
	return []string{""}
}

// probes are ages at which the table may turn to another answer, each a little over what it says anywhere.
var probes = []time.Duration{0, 20 * time.Minute, 25 * time.Hour, 8 * 24 * time.Hour, 100 * 24 * time.Hour}

// ages are those of them at which it does for that row.
func ages(do roles.Action, to roles.Object) (found []time.Duration) {
	before := ""
	for _, age := range probes {
		now := ""
		for _, role := range roles.All() {
			now += fmt.Sprint(roles.May(role, do, to, roles.Relation{Own: true, SameTeam: true, Age: age}), roles.May(role, do, to, roles.Relation{SameTeam: true, Age: age}))
		}
		if now != before {
			found = append(found, age)
		}
		before = now
	}
	return found
}

// with adds what is said to a body.
func with(method, body, said string) string {
	switch {
	case method == "GET" || said == "":
		return body
	case body == "{}":
		return "{" + said + "}"
	}
	return strings.TrimSuffix(body, "}") + "," + said + "}"
}

// fill puts the object's names where a route has its wildcards.
func (o wanted) fill(pattern string) string {
	n := -1
	return wildcard.ReplaceAllStringFunc(pattern, func(string) string { n++; return o.in[n] })
}

// house is a site where much is kept of children.
type house struct {
	*caseDesk
	keys *sql.Keys
	url  string
	n    int
	anys map[string]*wanted // one for each route
}

func newHouse(t *testing.T) *house {
	t.Helper()
	d, store, keys, url := vaulted(t)
	d.site.limits.looks = newTable(rate.Inf, 1) // a role looks more often here than a person may
	d.open()
	h := &house{caseDesk: &caseDesk{door: d}, keys: keys, url: url, anys: map[string]*wanted{}}
	var err error
	if h.unit, err = store.Directory().Save(t.Context(), agencyMade, miraID); err != nil {
		t.Fatal(err)
	}
	return h
}
