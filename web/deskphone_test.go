package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// withDeskPhones opens a site whose house has desk phones, and tells whose changed.
func withDeskPhones(t *testing.T) (d *door, changed *[]queue.AgentID) {
	t.Helper()
	changed = new([]queue.AgentID)
	n := 0
	return open(t, func(c *Config) {
		c.DeskPhones = &DeskPhones{Server: "sip.example:5061",
			Fresh:   func() (string, string) { n++; return strings.Repeat("u", n), strings.Repeat("p", n) },
			Changed: func(_ context.Context, id queue.AgentID) { *changed = append(*changed, id) }}
	}), changed
}

func TestSomebodySetsUpTheirDeskPhone(t *testing.T) {
	d, changed := withDeskPhones(t)
	b := d.browser()
	b.signIn("mira")
	own := func() deskPhoneBody {
		_, _, said := b.ask("GET", "/api/account/desk-phone", "")
		return told[deskPhoneBody](t, said)
	}
	if got := own(); !got.Offered || got.Added != 0 || got.Used {
		t.Errorf("before there is one: %+v", got)
	}
	if status, _, said := b.ask("POST", "/api/account/desk-phone/use", `{"on":true}`); status != http.StatusNotFound {
		t.Errorf("used before there is one: %d %s", status, said)
	}
	status, h, said := b.ask("POST", "/api/account/desk-phone", `{}`)
	if made := told[deskPhoneMade](t, said); status != 200 || made != (deskPhoneMade{"u", "p", "sip.example", "5061", "TLS", "SRTP (SDES)"}) || h.Get("Cache-Control") != "no-store" {
		t.Errorf("made: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/account/desk-phone/use", `{"on":true}`); status != http.StatusNoContent {
		t.Errorf("used: %d %s", status, said)
	}
	if _, _, said := b.ask("POST", "/api/account/desk-phone", `{}`); told[deskPhoneMade](t, said).Password != "pp" {
		t.Errorf("made anew: %s", said)
	}
	if got := own(); got.Added == 0 || !got.Used {
		t.Errorf("made anew, it is %+v", got)
	}
	if _, _, said := b.ask("GET", "/api/account/desk-phone", ""); strings.Contains(said, "pp") {
		t.Errorf("the password is shown again: %s", said)
	}
	if status, _, said := b.ask("POST", "/api/account/desk-phone/remove", `{}`); status != http.StatusNoContent {
		t.Errorf("removed: %d %s", status, said)
	}
	if got := own(); got.Added != 0 {
		t.Errorf("removed, it is %+v", got)
	}
	if want := slices.Repeat([]queue.AgentID{miraID}, 4); !slices.Equal(*changed, want) {
		t.Errorf("told: %v", *changed)
	}
	for _, action := range []string{"account.desk_phone_added", "account.desk_phone_removed"} {
		if got := trail(t, d.store, action, "person:"+miraID); len(got) == 0 || got[0].Actor != miraID {
			t.Errorf("%s is not in the trail: %+v", action, got)
		}
	}
	if strings.Contains(d.log.String(), "pp") {
		t.Error("the password is in the log")
	}
}

func TestAnAdministratorMayOnlyRevokeADeskPhone(t *testing.T) {
	d, changed := withDeskPhones(t)
	b := d.browser()
	b.signIn("mira")
	b.ask("POST", "/api/account/desk-phone", `{}`)
	_, admin := d.hire(d.store, sql.Person{Role: roles.Admin})
	sees := func() []string {
		_, _, said := admin.ask("GET", "/api/people", "")
		for _, p := range told[peopleBody](t, said).People {
			if p.ID == miraID {
				return p.May
			}
		}
		return nil
	}
	if !slices.Contains(sees(), "desk_phone") {
		t.Errorf("an administrator may %v", sees())
	}
	if status, _, _ := admin.ask("POST", "/api/account/desk-phone", `{}`); status != http.StatusForbidden {
		t.Errorf("an administrator, who takes no calls, sets one up: %d", status)
	}
	*changed = nil
	if status, _, said := admin.ask("POST", "/api/people/"+miraID+"/desk-phone/remove", `{}`); status != http.StatusNoContent || !slices.Equal(*changed, []queue.AgentID{miraID}) {
		t.Errorf("revoked: %d %s, told %v", status, said, *changed)
	}
	if slices.Contains(sees(), "desk_phone") {
		t.Error("it is still there")
	}
}

// TestWhoeverEndsAllOfSomebodysSessionsTakesTheirDeskPhone at once: it is a way in as they are.
func TestWhoeverEndsAllOfSomebodysSessionsTakesTheirDeskPhone(t *testing.T) {
	d, changed := withDeskPhones(t)
	_, admin := d.hire(d.store, sql.Person{Role: roles.Admin})
	for _, c := range []struct{ path, body string }{
		{"/password", `{}`}, {"/sign-out", `{}`}, {"/factors", `{"proof":"id_seen"}`}, {"", `{"role":"analyst"}`}, {"", `{"disabled":true}`},
	} {
		if err := d.store.SetDeskPhone(t.Context(), miraID, "desk"+c.path, "secret"); err != nil {
			t.Fatal(err)
		}
		*changed = nil
		if status, _, said := admin.ask("POST", "/api/people/"+miraID+c.path, c.body); status >= 300 || !slices.Equal(*changed, []queue.AgentID{miraID}) {
			t.Errorf("%s %s: %d %s, told %v", c.path, c.body, status, said, *changed)
		}
		if all, err := d.store.DeskPhones(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%s %s: left %+v %v", c.path, c.body, all, err)
		}
	}
}

func TestAHouseWithoutDeskPhonesOffersNone(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	if _, _, said := b.ask("GET", "/api/account/desk-phone", ""); told[deskPhoneBody](t, said).Offered {
		t.Error("one is offered")
	}
	if status, _, _ := b.ask("POST", "/api/account/desk-phone", `{}`); status != http.StatusNotFound {
		t.Errorf("one is made: %d", status)
	}
}
