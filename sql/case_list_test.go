package sql_test

import (
	"strings"
	"testing"
	"time"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
)

// shelf is a store with three cases: mira's with a follow-up that is over, arben's in Kuçovë, arben's that is closed.
func shelf(t *testing.T) (store *sql.Store, mira, arben sql.Person, cases [3]sql.Case) {
	store = fresh(t)
	mira, arben = person(t, store, "mira"), person(t, store, "arben")
	for i, owner := range []queue.AgentID{mira.ID, arben.ID, arben.ID} {
		c, err := store.Cases().Begin(t.Context(), owner, owner, "")
		if err != nil {
			t.Fatal(err)
		}
		cases[i] = c
	}
	_, err := store.Cases().FollowUp(t.Context(), cases[0].ID, mira.ID, "2026-03-10", 1)
	for i, change := range []struct{ field, value string }{{"story", `"Një çift zogjsh"`}, {"place", `["al_01","al312"]`}, {"categories", `["vio_bullying"]`}} {
		if err == nil {
			_, err = store.Cases().Set(t.Context(), cases[i].ID, mira.ID, change.field, raw(change.value), 9)
		}
	}
	if err == nil {
		_, err = store.Cases().Note(t.Context(), cases[1].ID, mira.ID, "Bilbili KËNDON në çatinë e shkollës")
	}
	if err == nil {
		_, err = store.Cases().Move(t.Context(), cases[2].ID, mira.ID, casework.Closed, "resolved", 9)
	}
	if err != nil {
		t.Fatal(err)
	}
	return store, mira, arben, cases
}

func TestCasesAreFoundByWhatTheyAre(t *testing.T) {
	t.Parallel()
	store, mira, arben, cases := shelf(t)
	names := map[string]string{cases[0].ID: "0", cases[1].ID: "1", cases[2].ID: "2"}
	for what, c := range map[string]struct {
		q    sql.CaseQuery
		want string
	}{
		"all, what is due before the newest": {sql.CaseQuery{}, "0 2 1"},
		"nothing is due yet":                 {sql.CaseQuery{Today: "2026-03-09"}, "2 1 0"},
		"what is due":                        {sql.CaseQuery{Due: true, Today: "2026-03-10"}, "0"},
		"what was not due":                   {sql.CaseQuery{Due: true, Today: "2026-03-09"}, ""},
		"the code":                           {sql.CaseQuery{Code: cases[1].Code}, "1"},
		"no such code":                       {sql.CaseQuery{Code: "R-1999-0001"}, ""},
		"a status":                           {sql.CaseQuery{Status: casework.Closed}, "2"},
		"all but the closed":                 {sql.CaseQuery{Status: sql.Active}, "0 1"},
		"an owner":                           {sql.CaseQuery{Owner: arben.ID}, "2 1"},
		"a place of several":                 {sql.CaseQuery{Places: []string{"al311", "al312"}}, "1"},
		"a category":                         {sql.CaseQuery{Categories: []string{"vio", "vio_bullying"}}, "2"},
		"before any":                         {sql.CaseQuery{Before: time.Now().AddDate(0, 0, -1)}, ""},
		"after all":                          {sql.CaseQuery{From: time.Now().AddDate(0, 0, 1), Before: time.Now().AddDate(0, 0, 2)}, ""},
		"words of the sheet":                 {sql.CaseQuery{Words: "cift ZOGJSH"}, "0"},
		"words of a note":                    {sql.CaseQuery{Words: "kendon bilbili"}, "1"},
		"words of nobody":                    {sql.CaseQuery{Words: "peshku"}, ""},
	} {
		c.q.Everybody = true
		if c.q.Today == "" {
			c.q.Today = "2026-03-12"
		}
		list, err := store.Cases().List(t.Context(), c.q)
		var got []string
		for _, found := range list.Cases {
			got = append(got, names[found.ID])
			if found.Values["story"] != nil {
				t.Errorf("%s: what is sealed is listed", what)
			}
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, not %q; %v", what, got, c.want, err)
		}
	}
	if list, err := store.Cases().List(t.Context(), sql.CaseQuery{Owners: []queue.AgentID{mira.ID}}); err != nil || len(list.Cases) != 1 {
		t.Errorf("of mira's only: %d, %v", len(list.Cases), err)
	}
	if list, err := store.Cases().List(t.Context(), sql.CaseQuery{}); err != nil || len(list.Cases) != 0 {
		t.Errorf("of nobody's: %d, %v", len(list.Cases), err)
	}
	if _, err := store.Cases().ListFor(t.Context(), sql.CaseQuery{Words: "zogjsh", Everybody: true}, mira.ID, "court", "why"); err != nil {
		t.Error(err)
	}
	if n := count(t, store, `SELECT count(*) FROM audit WHERE action = 'cases.searched' AND purpose = 'court'`); n != 1 {
		t.Errorf("the audit trail tells of %d searches", n)
	}
}

func TestALongListIsReadInPages(t *testing.T) {
	t.Parallel()
	store, _, _, _ := shelf(t)
	for _, words := range []string{"", "e"} {
		seen, skip := map[string]bool{}, 0
		for pages := 0; pages == 0 || skip > 0; pages++ {
			list, err := store.Cases().List(t.Context(), sql.CaseQuery{Everybody: true, Most: 1, Skip: skip, Words: words})
			if err != nil || len(list.Cases) > 1 || pages > 4 {
				t.Fatalf("%d cases on page %d, %v", len(list.Cases), pages, err)
			}
			for _, c := range list.Cases {
				seen[c.ID] = true
			}
			skip = list.Next
		}
		if want := map[string]int{"": 3, "e": 2}[words]; len(seen) != want {
			t.Errorf("with words %q, %d cases of %d are on the pages", words, len(seen), want)
		}
	}
}
