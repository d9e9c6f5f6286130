package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"alo116/queue"
	"alo116/sql"
)

// TestAValueIsReadFromOnePlace: what is asked for in the body is not taken from the address or a form, what the address names is not
// taken from the body, and nothing may be said twice.
func TestAValueIsReadFromOnePlace(t *testing.T) {
	d := open(t)
	b := d.browser()
	login := url.Values{"login": {"mira"}, "password": {password}}.Encode()
	if status, _, said := b.ask("POST", "/api/sign-in?"+login, `{}`); status != http.StatusUnauthorized {
		t.Errorf("signed in by the address: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/sign-in", login, "Content-Type", "application/x-www-form-urlencoded"); status != http.StatusBadRequest {
		t.Errorf("signed in by a form: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/sign-in", `{"login":"mira"}{"password":"`+password+`"}`); status != http.StatusBadRequest {
		t.Errorf("signed in by two bodies: %d %s", status, said)
	}
	_, vera := d.hire(d.store, sql.Person{Login: "looker-after", Role: queue.Supervisor})
	add := func(path, name string) sql.Agency {
		t.Helper()
		status, _, said := vera.ask("POST", path, name)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, status, said)
		}
		return told[sql.Agency](t, said)
	}
	one, two := add("/api/directory", `{"kind":"ngo","name":"One"}`), add("/api/directory", `{"kind":"ngo","name":"Two"}`)
	if changed := add("/api/directory/"+one.ID+"?id="+two.ID, `{"id":"`+two.ID+`","rev":1,"kind":"ngo","name":"Changed"}`); changed.ID != one.ID {
		t.Errorf("the body named what was changed: %v", changed)
	}
	if new := add("/api/directory?id="+two.ID, `{"id":"`+two.ID+`","rev":1,"kind":"ngo","name":"New"}`); new.ID == two.ID {
		t.Errorf("the body named what was added: %v", new)
	}
}

// TestTheTrailIsAskedForOnce: which of two answers to the same question counts is nobody's guess.
func TestTheTrailIsAskedForOnce(t *testing.T) {
	d := bare(t)
	_, auditor := d.hire(d.store, sql.Person{Login: "auditor", Role: "auditor"})
	for query, want := range map[string]int{
		"": http.StatusOK, "?action=audit.read&before=9": http.StatusOK,
		"?action=audit.read&action=number.revealed": http.StatusBadRequest,
		"?before=9&before=9":                        http.StatusBadRequest,
		"?Action=audit.read":                        http.StatusBadRequest,
		"?action=audit.read;actor=x":                http.StatusBadRequest,
		"?whatever=1":                               http.StatusBadRequest,
	} {
		if status, _, said := auditor.ask("GET", "/api/audit"+query, ""); status != want || strings.Contains(said, "whatever") {
			t.Errorf("%s: %d %s, want %d", query, status, said, want)
		}
	}
}
