package web

import (
	"net/http"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

func TestASupervisorLooksAfterTheDirectory(t *testing.T) {
	d := bare(t)
	vera, b := d.hire(d.store, sql.Person{Role: queue.Supervisor})
	_, mira := d.hire(d.store, sql.Person{Role: queue.Psychologist})
	status, _, body := b.ask("POST", "/api/directory", `{"kind":"njmf","name":"Njësia, Bashkia Provë","places":["al224"],"active":true}`)
	first := told[sql.Agency](t, body)
	if status != http.StatusOK || first.ID == "" || first.Rev != 1 {
		t.Fatalf("add: %d %s", status, body)
	}
	change := `{"rev":1,"kind":"njmf","name":"Njësia, Bashkia Provë","places":["al224"],"phones":["04 000 116"],"callable":true,"active":true}`
	if status, _, said := b.ask("POST", "/api/directory/"+first.ID, change); status != http.StatusOK || !strings.Contains(said, `"rev":2`) {
		t.Errorf("change: %d %s", status, said)
	}
	if status, _, said := b.ask("POST", "/api/directory/"+first.ID, change); status != http.StatusConflict || !strings.Contains(said, "changed_meanwhile") {
		t.Errorf("change what is no more: %d %s", status, said)
	}
	for _, who := range []*browser{b, mira} {
		_, _, said := who.ask("GET", "/api/directory", "")
		all := told[directoryBody](t, said)
		if len(all.Agencies) != 1 || all.Agencies[0].Phones[0] != "04000116" || (len(all.May) == 1) != (who == b) {
			t.Errorf("the list: %s", said)
		}
	}
	if numbers, err := d.store.Directory().Callable(t.Context()); err != nil || len(numbers) != 1 {
		t.Errorf("may be called: %v, %v", numbers, err)
	}
	if _, _, said := mira.ask("POST", "/api/directory/near", `{"place":"al224"}`); len(told[directoryBody](t, said).Agencies) != 1 {
		t.Errorf("near: %s", said)
	}
	_, _, said := mira.ask("GET", "/api/directory/"+first.ID+"/versions", "")
	if v := told[versionsBody](t, said); len(v.Versions) != 2 || v.Names[vera.ID] != vera.Name {
		t.Errorf("versions: %s", said)
	}
}

func TestWhatTheDirectoryCannotKeepIsSaid(t *testing.T) {
	d := bare(t)
	_, b := d.hire(d.store, sql.Person{Role: queue.Supervisor})
	for body, want := range map[string]string{
		`{}`:             "agency_kind",
		`{"kind":"ngo"}`: "agency_name",
		`{"kind":"ngo","name":"X","phones":["ask"]}`:                            "agency_phones",
		`{"kind":"ngo","name":"X","callable":true}`:                             "agency_callable",
		`{"kind":"ngo","name":"X","notes":"` + strings.Repeat("n", 1001) + `"}`: "agency_long",
		`{"kind":"ngo","name":"X","places":["atlantis"]}`:                       "agency_places",
		`{"kind":"ngo","name":"X","emails":["nobody"]}`:                         "agency_emails",
		`{"kind":"ngo","name":"X","web":"ftp://x"}`:                             "agency_web",
		`{"kind":"ngo","name":"` + strings.Repeat("n", maxAgencyBody) + `"}`:    "bad_request",
	} {
		status, _, said := b.ask("POST", "/api/directory", body)
		if told := told[problemBody](t, said).Error; status/100 != 4 || told.Code != want || told.Message == "" {
			t.Errorf("%.60s: %d %s, want %s", body, status, said, want)
		}
	}
	if status, _, _ := b.ask("POST", "/api/directory/"+miraID, `{"rev":1,"kind":"ngo","name":"X"}`); status != http.StatusNotFound {
		t.Errorf("an entry that is not there: %d", status)
	}
}

func TestWhoMayChangeTheDirectory(t *testing.T) {
	d := bare(t)
	for _, role := range roles.All() {
		_, b := d.hire(d.store, sql.Person{Role: role})
		status, _, said := b.ask("POST", "/api/directory", `{"kind":"ngo","name":"Of the `+string(role)+`"}`)
		if (status == http.StatusOK) != (role == queue.Supervisor) {
			t.Errorf("%s adds: %d %s", role, status, said)
		}
	}
}
