package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/referral"
)

// caseDesk is a house with a case of Mira's, to be referred to an agency.
type caseDesk struct {
	*door
	mira, vera sql.Person
	b, head    *browser
	home       sql.Case
	unit       sql.Agency
}

func referring(t *testing.T) *caseDesk {
	t.Helper()
	d := &caseDesk{door: bare(t)}
	d.mira, d.b = d.hire(d.store, sql.Person{Login: "mira", Role: queue.Psychologist, Team: "east"})
	d.vera, d.head = d.hire(d.store, sql.Person{Login: "vera", Role: queue.Supervisor, Team: "east"})
	d.home = d.begun(d.mira)
	var err error
	d.unit, err = d.store.Directory().Save(t.Context(), sql.Agency{Kind: "njmf", Name: "Njësia Provë", Places: []string{"al224"}, Active: true}, d.vera.ID)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// begun begins a case with a story and a name in it.
func (d *caseDesk) begun(owner sql.Person) sql.Case {
	d.t.Helper()
	c, err := d.store.Cases().Begin(d.t.Context(), owner.ID, owner.ID, "")
	for _, field := range [][2]string{{"story", `"Kanarina ka frikë në shtëpi."`}, {"child_name", `"Kanarina Provë"`}, {"child_age", `12`}} {
		if err == nil {
			c.Rev, err = d.store.Cases().Set(d.t.Context(), c.ID, owner.ID, field[0], json.RawMessage(field[1]), c.Rev)
		}
	}
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// whole is what a referral says that may be sent.
func (d *caseDesk) whole(change map[string]any) string {
	said := map[string]any{"agency": d.unit.ID, "grounds": []string{"neglect"}, "method": "phone", "shared": []string{"name"}, "consent": "yes",
		"due": time.Now().AddDate(0, 0, 7).Format(time.DateOnly), "words": map[string]string{"letter": " Ju lutemi ndihmoni. ", "reason": "", "reference": ""}}
	for key, value := range change {
		said[key] = value
	}
	text, err := json.Marshal(said)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

func (d *caseDesk) drafted(change map[string]any) sql.Referral {
	d.t.Helper()
	status, _, said := d.b.ask("POST", "/api/cases/"+d.home.ID+"/referrals", d.whole(change))
	if status != http.StatusOK {
		d.t.Fatalf("draft: %d %s", status, said)
	}
	return told[sql.Referral](d.t, said)
}

func stepped(rev int, to referral.State) string {
	text, _ := json.Marshal(referralStepBody{to, rev})
	return string(text)
}

func TestACounsellorRefersACase(t *testing.T) {
	d := referring(t)
	r := d.drafted(nil)
	if r.Words.Letter != "Ju lutemi ndihmoni." || r.State != referral.Drafted || r.Name != d.unit.Name {
		t.Fatalf("drafted: %+v", r)
	}
	for _, to := range []referral.State{referral.Sent, referral.Acknowledged, referral.InProcess, referral.OutcomeReceived, referral.Closed} {
		path := map[bool]string{true: "/send", false: "/move"}[to == referral.Sent]
		status, _, said := d.b.ask("POST", "/api/referrals/"+r.ID+path, stepped(r.Rev, to))
		if status != http.StatusOK {
			t.Fatalf("to %s: %d %s", to, status, said)
		}
		if r = told[sql.Referral](t, said); r.State != to {
			t.Errorf("to %s: %s", to, said)
		}
		if to == referral.Sent {
			said := d.whole(map[string]any{"rev": r.Rev, "words": map[string]string{"reference": "77/2"}})
			if _, _, said = d.b.ask("POST", "/api/referrals/"+r.ID, said); told[sql.Referral](t, said).Words.Reference != "77/2" {
				t.Errorf("their number: %s", said)
			}
			r.Rev++
		}
	}
	status, _, said := d.b.ask("POST", "/api/cases/"+d.home.ID+"/referrals/open", `{}`)
	body := told[referralsBody](t, said)
	if status != http.StatusOK || len(body.Referrals) != 1 || strings.Join(body.May, " ") != "add change send print" || len(body.Supervisors) != 1 || len(body.Next[referral.Sent]) != 5 {
		t.Errorf("the list: %d %s", status, said)
	}
	for body, want := range map[string]string{stepped(r.Rev, referral.Sent): "bad_request", stepped(r.Rev, referral.InProcess): "no_step", stepped(1, referral.Closed): "changed_meanwhile"} {
		if _, _, said := d.b.ask("POST", "/api/referrals/"+r.ID+"/move", body); !strings.Contains(said, want) {
			t.Errorf("%s: %s, want %s", body, said, want)
		}
	}
}

// TestNoStepReadsAReferralUnheard: who moves somebody else's referral is told its words only if they opened it for a purpose.
func TestNoStepReadsAReferralUnheard(t *testing.T) {
	d := referring(t)
	r := d.drafted(map[string]any{"words": map[string]string{"letter": "the canary"}})
	step := func(path string, to referral.State, want bool) {
		t.Helper()
		status, _, said := d.head.ask("POST", "/api/referrals/"+r.ID+path, stepped(r.Rev, to))
		if status != http.StatusOK || strings.Contains(said, "canary") != want {
			t.Fatalf("%s to %s: %d %s, with its words: %v", path, to, status, said, want)
		}
		r = told[sql.Referral](t, said)
	}
	step("/send", "", false)
	if status, _, said := d.head.ask("POST", "/api/cases/"+d.home.ID+"/referrals/open", `{}`); status != http.StatusUnprocessableEntity || strings.Contains(said, "canary") {
		t.Errorf("read for no purpose: %d %s", status, said)
	}
	if status, _, said := d.head.ask("POST", "/api/cases/"+d.home.ID+"/referrals/open", `{"purpose":"quality"}`); status != http.StatusOK || !strings.Contains(said, "canary") {
		t.Errorf("read for one: %d %s", status, said)
	}
	step("/move", referral.Acknowledged, true)
}

func TestWhatAReferralLacksIsSaid(t *testing.T) {
	d := referring(t)
	for want, change := range map[string]map[string]any{
		"agency":     {"agency": ""},
		"consent":    {"consent": "no"},
		"reason":     {"consent": "overridden_by_duty"},
		"supervisor": {"consent": "overridden_by_duty", "words": map[string]string{"reason": "neni 300"}},
		"due":        {"due": "2020-01-01"},
	} {
		r := d.drafted(change)
		status, _, said := d.b.ask("POST", "/api/referrals/"+r.ID+"/send", stepped(r.Rev, ""))
		if told := told[problemBody](t, said).Error; status != http.StatusUnprocessableEntity || told.Code != "referral_"+want || told.Message == "" {
			t.Errorf("without %s: %d %s", want, status, said)
		}
		if status, _, _ := d.b.ask("POST", "/api/referrals/"+r.ID+"/discard", stepped(r.Rev, "")); status != http.StatusNoContent {
			t.Errorf("discard: %d", status)
		}
	}
	if _, _, said := d.b.ask("POST", "/api/cases/"+d.home.ID+"/referrals", d.whole(map[string]any{"grounds": []string{"whim"}})); !strings.Contains(said, "referral_code") {
		t.Errorf("a whim: %s", said)
	}
	if len(referralFaults) != 10 {
		t.Errorf("%d faults have words", len(referralFaults))
	}
}

func TestWhoIsRemindedThatNobodyAnswers(t *testing.T) {
	d := referring(t)
	for range 2 {
		r := d.drafted(map[string]any{"due": time.Now().Format(time.DateOnly)})
		if status, _, said := d.b.ask("POST", "/api/referrals/"+r.ID+"/send", stepped(r.Rev, "")); status != http.StatusOK {
			t.Fatalf("%d %s", status, said)
		}
	}
	d.drafted(nil)
	_, elsewhere := d.hire(d.store, sql.Person{Login: "west", Role: queue.Supervisor, Team: "west"})
	_, manager := d.hire(d.store, sql.Person{Role: roles.CaseManager})
	d.site.now = func() time.Time { return time.Now().AddDate(0, 0, 1) }
	for who, want := range map[*browser]int{d.b: 2, d.head: 2, elsewhere: 0, manager: 2} {
		_, _, said := who.ask("GET", "/api/referrals", "")
		if all := told[waitingAllBody](t, said); len(all.Waiting) != want || all.Overdue != want || strings.Contains(said, "ndihmoni") {
			t.Errorf("waiting: %s, want %d", said, want)
		}
	}
}

// TestEveryRoleListsWhatWaits tries the table's row for working on referrals: those of one's own cases, the team's, others'.
// None tells a word: that is read for a purpose.
func TestEveryRoleListsWhatWaits(t *testing.T) {
	h := newHouse(t)
	h.eachRelation(h.store, func(me sql.Person, b *browser, whose string, of sql.Person) {
		r := h.draft(of.ID)
		if _, err := h.store.Referrals().Move(t.Context(), r.ID, referral.Sent, r.Rev, of.ID); err != nil {
			t.Fatal(err)
		}
		want := roles.May(me.Role, roles.Change, roles.Referral, roles.Between(owner(me), owner(of), 0)) == roles.Yes
		if _, _, said := b.ask("GET", "/api/referrals", ""); strings.Contains(said, r.ID) != want || strings.Contains(said, "canary") {
			t.Errorf("%s, what waits of %s: %s", me.Role, whose, said)
		}
	})
}
