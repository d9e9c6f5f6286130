package web

import (
	"encoding/json"
	"net/http"
	"testing"

	"alo116/queue"
	"alo116/sql"
)

func TestColleaguesAreNamedAndOnlyOnesTeamIsEnteredFor(t *testing.T) {
	d := open(t)
	besa, b := d.hire(d.store, sql.Person{Login: "besa", Role: queue.Psychologist, Team: "east"})
	near, _ := d.hire(d.store, sql.Person{Login: "near", Role: queue.SocialWorker, Team: "east"})
	far, _ := d.hire(d.store, sql.Person{Login: "far", Role: queue.Supervisor, Team: "west"})
	gone, _ := d.hire(d.store, sql.Person{Login: "gone", Role: queue.Psychologist, Team: "east"})
	admin, _ := d.hire(d.store, sql.Person{Login: "root", Role: "admin", Team: "east"})
	if err := d.store.SetDisabled(t.Context(), gone.ID, true); err != nil {
		t.Fatal(err)
	}
	status, _, said := b.ask("GET", "/api/colleagues", "")
	var answer struct{ People []colleagueBody }
	if err := json.Unmarshal([]byte(said), &answer); err != nil || status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
	found := map[queue.AgentID]colleagueBody{}
	for _, c := range answer.People {
		found[c.ID] = c
	}
	for id, entered := range map[queue.AgentID]bool{besa.ID: true, near.ID: true, far.ID: false} {
		if c := found[id]; c.Name == "" || c.For != entered {
			t.Errorf("%s: %+v", id, c)
		}
	}
	for _, id := range []queue.AgentID{gone.ID, admin.ID} {
		if _, there := found[id]; there {
			t.Errorf("%s is listed", id)
		}
	}
}
