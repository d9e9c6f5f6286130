package web

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// told reads an answer.
func told[T any](t *testing.T, body string) (v T) {
	t.Helper()
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return v
}

func TestAnAdministratorAddsPeople(t *testing.T) {
	d := bare(t)
	store := d.store
	_, admin := d.hire(store, sql.Person{Role: roles.Admin})
	status, h, body := admin.ask("POST", "/api/people", `{"login":" arta ","name":"Arta Provë","role":"psychologist","team":"east","skills":{"en":3},"lang":"en"}`)
	made := told[madeBody](t, body)
	if status != http.StatusCreated || h.Get("Cache-Control") != "no-store" || made.Person.Login != "arta" || made.Person.Team != "east" || made.Person.Skills["en"] != 3 || !made.Person.PasswordOnce {
		t.Fatalf("add: %d %s", status, body)
	}
	for body, want := range map[string]string{
		`{"login":"Arta","name":"Another","role":"admin"}`:                              "login_taken",
		`{"login":"b","name":"B","role":"king"}`:                                        "impossible",
		`{"login":"b","name":"","role":"admin"}`:                                        "impossible",
		`{"login":"b","name":"B","role":"psychologist","skills":{"en":9}}`:              "impossible",
		`{"login":"b","name":"B","role":"psychologist","skills":{"of no policy":1}}`:    "impossible",
		`{"login":"b","name":"B","role":"psychologist","password":"of my own choosing"`: "bad_request",
	} {
		if _, _, said := admin.ask("POST", "/api/people", body); !strings.Contains(said, want) {
			t.Errorf("%s: %s, want %s", body, said, want)
		}
	}
	if strings.Contains(d.log.String(), made.Password) {
		t.Error("the password is in the log")
	}

	arta := d.browser()
	if status, _, said := arta.ask("POST", "/api/sign-in", `{"login":"arta","password":"`+made.Password+`"}`); status != 200 || !strings.Contains(said, `"choose_password":true`) {
		t.Fatalf("sign in: %d %s", status, said)
	}
	for path, want := range map[string]string{"/api/form": "choose_password", "/api/me": `"login":"arta"`} {
		if _, _, said := arta.ask("GET", path, ""); !strings.Contains(said, want) {
			t.Errorf("%s with somebody else's password: %s", path, said)
		}
	}
	if status, _, _ := arta.upgrade("/ws"); status != http.StatusForbidden {
		t.Errorf("a desk with somebody else's password: %d", status)
	}
	hash, err := hashOnce()
	if err != nil || store.SetPassword(t.Context(), made.Person.ID, hash) != nil {
		t.Fatal("choose a password")
	}
	arta.signIn("arta")
	if status, _, _ := arta.upgrade("/ws"); status != http.StatusSwitchingProtocols {
		t.Errorf("a desk with their own: %d", status)
	}
}

func TestPeopleAreListedToWhoMaySeeThem(t *testing.T) {
	d := bare(t)
	store := d.store
	_, admin := d.hire(store, sql.Person{Role: roles.Admin})
	_, auditor := d.hire(store, sql.Person{Role: roles.Auditor})
	drita, head := d.hire(store, sql.Person{Role: queue.Supervisor, Team: "east"})
	mira, _ := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "east"})
	d.hire(store, sql.Person{Login: "arben", Role: queue.Psychologist, Team: "west"})

	see := func(b *browser) peopleBody {
		_, _, body := b.ask("GET", "/api/people", "")
		return told[peopleBody](t, body)
	}
	all := see(admin)
	if len(all.People) != 5 || strings.Join(all.May, " ") != "add" || strings.Join(all.People[0].May, " ") != "change skills password factors sessions" || len(all.Skills) != 2 || len(all.Roles) != len(roles.All()) {
		t.Errorf("an administrator sees %+v", all)
	}
	if seen := see(auditor); len(seen.People) != 5 || len(seen.May) != 0 {
		t.Errorf("an auditor sees %+v", seen)
	}
	seen := see(head)
	if len(seen.People) != 2 || seen.People[0].ID != mira.ID || seen.People[1].ID != drita.ID || strings.Join(seen.People[0].May, " ") != "skills sessions" || len(seen.May) != 0 {
		t.Errorf("a supervisor sees %+v", seen)
	}
}

func TestAChangeTakesEffectWithinASecond(t *testing.T) {
	for _, c := range []struct{ path, body string }{
		{"", `{"disabled":true}`}, {"", `{"role":"analyst"}`}, {"/password", `{}`}, {"/sign-out", `{}`},
	} {
		t.Run(c.path+c.body, func(t *testing.T) {
			d := bare(t)
			store := d.store
			_, admin := d.hire(store, sql.Person{Role: roles.Admin})
			mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
			_, rw, _ := b.upgrade("/ws")
			_, phone, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
			begun := time.Now()
			if status, _, said := admin.ask("POST", "/api/people/"+string(mira.ID)+c.path, c.body); status >= 300 {
				t.Fatalf("%d %s", status, said)
			}
			if rest, _ := io.ReadAll(rw); !strings.Contains(string(rest), "signed_out") {
				t.Errorf("the screen heard %q", rest)
			}
			if _, err := phone.ReadByte(); err == nil {
				t.Error("the phone's socket outlives the session")
			}
			if took := time.Since(begun); took > time.Second {
				t.Errorf("it took %s", took)
			}
			if status, _, _ := b.ask("GET", "/api/me", ""); status != http.StatusUnauthorized {
				t.Errorf("afterwards: %d", status)
			}
		})
	}
}

func TestSkillsAndNamesChangeUnderWay(t *testing.T) {
	d := bare(t)
	store := d.store
	_, admin := d.hire(store, sql.Person{Role: roles.Admin})
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	for path, body := range map[string]string{"/skills": `{"skills":{"rom":4}}`, "": `{"name":"Mira N.","team":"east","lang":"en"}`} {
		if status, _, said := admin.ask("POST", "/api/people/"+string(mira.ID)+path, body); status != 200 {
			t.Errorf("%d %s", status, said)
		}
	}
	if status, _, said := b.ask("GET", "/api/me", ""); status != 200 || !strings.Contains(said, "Mira N.") {
		t.Errorf("she is told %d %s", status, said)
	}
	now, err := store.PersonByID(t.Context(), mira.ID)
	if err != nil || !maps.Equal(now.Skills, map[queue.Skill]queue.Level{"rom": 4}) || now.Team != "east" {
		t.Errorf("kept is %+v, %v", now, err)
	}
}

func TestWhatIsDoneToPeopleIsInTheAudit(t *testing.T) {
	d := bare(t)
	store := d.store
	boss, admin := d.hire(store, sql.Person{Role: roles.Admin})
	_, _, body := admin.ask("POST", "/api/people", `{"login":"arta","name":"Arta Provë","role":"psychologist"}`)
	id := string(told[madeBody](t, body).Person.ID)
	for _, c := range []struct{ path, body string }{
		{"", `{"name":"Arta P.","role":"supervisor","team":"east"}`}, {"/skills", `{"skills":{"en":2}}`}, {"/password", `{}`},
		{"/sign-out", `{}`}, {"", `{"disabled":true}`}, {"", `{"disabled":false}`},
	} {
		if status, _, said := admin.ask("POST", "/api/people/"+id+c.path, c.body); status >= 300 {
			t.Errorf("%s %s: %d %s", c.path, c.body, status, said)
		}
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Object: "person:" + id})
	if err != nil {
		t.Fatal(err)
	}
	var done []string
	for _, e := range page.Entries {
		if e.Actor != boss.ID {
			t.Errorf("%s was done by %q", e.Action, e.Actor)
		}
		done = append(done, e.Action)
	}
	slices.Reverse(done)
	want := "person.added person.made_supervisor person.named person.team_set person.skills_set person.password_set person.signed_out person.disabled person.enabled"
	if got := strings.Join(done, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheLastAdministratorCannotLeave(t *testing.T) {
	d := bare(t)
	store := d.store
	one, b := d.hire(store, sql.Person{Role: roles.Admin})
	for _, body := range []string{`{"role":"analyst"}`, `{"disabled":true}`} {
		if status, _, said := b.ask("POST", "/api/people/"+string(one.ID), body); status != http.StatusConflict || !strings.Contains(said, "last_admin") {
			t.Errorf("%s: %d %s", body, status, said)
		}
	}
	if status, _, _ := b.ask("GET", "/api/people", ""); status != 200 {
		t.Errorf("after what was refused: %d", status)
	}
}

func TestNobodyIsTakenFromACallUnasked(t *testing.T) {
	d := bare(t)
	store := d.store
	_, admin := d.hire(store, sql.Person{Role: roles.Admin})
	mira, b := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	d.hub.Publish(queue.View{Agents: []queue.AgentView{{Agent: mira.ID, Work: queue.Talking, Presence: queue.IsReady}}})
	for !d.hub.Busy(t.Context(), mira.ID) { // the view is on its way
	}
	for _, c := range []struct{ path, body string }{
		{"", `{"disabled":true}`}, {"", `{"role":"analyst"}`}, {"/password", `{}`}, {"/sign-out", `{}`},
	} {
		if status, _, said := admin.ask("POST", "/api/people/"+string(mira.ID)+c.path, c.body); status != http.StatusConflict || !strings.Contains(said, "they_talk") {
			t.Errorf("%s %s: %d %s", c.path, c.body, status, said)
		}
	}
	if status, _, _ := b.ask("GET", "/api/me", ""); status != 200 {
		t.Errorf("she is gone: %d", status)
	}
	if status, _, said := admin.ask("POST", "/api/people/"+string(mira.ID), `{"disabled":true,"force":true}`); status != 200 {
		t.Errorf("all the same: %d %s", status, said)
	}
	if status, _, _ := b.ask("GET", "/api/me", ""); status != http.StatusUnauthorized {
		t.Errorf("she is still here: %d", status)
	}
}

// TestAResetPasswordStillNeedsTheSecondFactor: whoever gets hold of a password that was made for somebody is not in with it.
func TestAResetPasswordStillNeedsTheSecondFactor(t *testing.T) {
	d := open(t)
	secret := d.giveTOTP()
	_, admin := d.hire(d.store, sql.Person{Role: roles.Admin})
	status, _, body := admin.ask("POST", "/api/people/"+miraID+"/password", "{}")
	if status != http.StatusOK {
		t.Fatalf("reset: %d %s", status, body)
	}
	made := told[madeBody](t, body)
	b := d.browser()
	if status, _, body := b.ask("POST", "/api/sign-in", `{"login":"mira","password":"`+made.Password+`"}`); status != 401 || due(t, body).Error.Code != "second_factor" || d.token(b) != "" {
		t.Fatalf("the new password: %d %s", status, body)
	}
	if status, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"`+d.code(secret)+`"}`); status != 200 || !strings.Contains(body, `"choose_password":true`) {
		t.Errorf("and the code: %d %s", status, body)
	}
}

func TestAnAdministratorSignsSomebodyOutEverywhere(t *testing.T) {
	d := open(t)
	one, two := d.browser(), d.browser()
	one.signIn("mira")
	two.signIn("mira")
	_, admin := d.hire(d.store, sql.Person{Role: roles.Admin})
	if status, _, body := admin.ask("POST", "/api/people/"+miraID+"/sign-out", "{}"); status != http.StatusNoContent {
		t.Fatalf("sign out: %d %s", status, body)
	}
	for _, b := range []*browser{one, two} {
		if status, _, _ := b.ask("GET", "/api/me", ""); status != http.StatusUnauthorized {
			t.Errorf("a session of hers: %d", status)
		}
	}
}

func TestAnAdministratorForgetsSecondFactors(t *testing.T) {
	d := open(t, func(c *Config) { c.SecondFactorRequired = true })
	b := d.browser()
	b.ask("POST", "/api/sign-in", passwordOfMira)
	if status := b.enrolTOTP(); status != http.StatusOK {
		t.Fatalf("enrol: %d", status)
	}
	d.site.cfg.SecondFactorRequired = false // the administrator of this test has none
	admin, a := d.hire(d.store, sql.Person{Role: roles.Admin})
	d.site.cfg.SecondFactorRequired = true
	for _, proof := range []string{"{}", `{"proof":"by telephone"}`} {
		if status, _, said := a.ask("POST", "/api/people/"+miraID+"/factors", proof); status != 422 || !strings.Contains(said, "not_proven") {
			t.Errorf("%s: %d %s", proof, status, said)
		}
	}
	if status, _, said := a.ask("POST", "/api/people/"+miraID+"/factors", `{"proof":"called_back"}`); status != http.StatusNoContent {
		t.Fatalf("forget: %d %s", status, said)
	}
	if status, _, _ := b.ask("GET", "/api/me", ""); status != http.StatusUnauthorized {
		t.Errorf("her session goes on: %d", status)
	}
	if _, _, said := d.browser().ask("POST", "/api/sign-in", passwordOfMira); !strings.Contains(said, `"enrol"`) {
		t.Errorf("signing in anew: %s", said)
	}
	if told := trail(t, d.store, "account.factors_forgotten", "person:"+miraID); len(told) != 1 || told[0].Actor != admin.ID || told[0].Purpose != "called_back" {
		t.Errorf("the trail: %+v", told)
	}
}

// TestWhoseFactorsWereForgottenIsTold at each sign-in, until they have read it.
func TestWhoseFactorsWereForgottenIsTold(t *testing.T) {
	d := open(t)
	admin, a := d.hire(d.store, sql.Person{Role: roles.Admin, Name: "Agim Provë"})
	if status, _, said := a.ask("POST", "/api/people/"+miraID+"/factors", `{"proof":"id_seen"}`); status != http.StatusNoContent {
		t.Fatalf("forget: %d %s", status, said)
	}
	mira := d.browser()
	_, _, said := mira.ask("POST", "/api/sign-in", passwordOfMira)
	if f := told[meBody](t, said).Forgotten; f == nil || f.Proof != "id_seen" || f.By != admin.Name || time.Since(time.UnixMilli(f.At)).Abs() > time.Minute {
		t.Errorf("she is told %s", said)
	}
	if _, _, said := mira.ask("GET", "/api/me", ""); told[meBody](t, said).Forgotten == nil {
		t.Errorf("a page that is loaded anew tells her nothing: %s", said)
	}
	mira.ask("POST", "/api/lock", "{}")
	if _, _, said := mira.ask("GET", "/api/me", ""); told[meBody](t, said).Forgotten != nil {
		t.Errorf("a locked screen tells it: %s", said)
	}
	mira.ask("POST", "/api/proof", `{"password":"`+password+`"}`)
	for range 2 { // the second time there is nothing to note
		if status, _, said := mira.ask("POST", "/api/account/forgotten/read", "{}"); status != http.StatusNoContent {
			t.Errorf("read: %d %s", status, said)
		}
	}
	if _, _, said := mira.ask("GET", "/api/me", ""); told[meBody](t, said).Forgotten != nil {
		t.Errorf("she has read it, and is told still: %s", said)
	}
	if got := trail(t, d.store, "account.forgetting_told", "person:"+miraID); len(got) != 1 || got[0].Actor != miraID {
		t.Errorf("the trail: %+v", got)
	}
	if err := d.store.ForgetFactors(t.Context(), miraID, "two_colleagues"); err != nil {
		t.Fatal(err)
	}
	_, _, said = d.browser().ask("POST", "/api/sign-in", passwordOfMira)
	if f := told[meBody](t, said).Forgotten; f == nil || f.Proof != "two_colleagues" || f.By != "" {
		t.Errorf("again, by who runs the server: %s", said)
	}
}

func TestEveryProofOfIdentityHasWords(t *testing.T) {
	for _, lang := range []string{"en", "sq"} {
		words := screenWords(t, lang)
		for _, proof := range sql.Proofs {
			if !strings.Contains(words, "'purpose."+proof+"': '") {
				t.Errorf("%s has no words in %s", proof, lang)
			}
		}
	}
}
