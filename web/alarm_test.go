package web

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

// bell is an address outside that is told alarms; it can refuse them.
type bell struct {
	mu    sync.Mutex
	takes bool
	told  []string
	came  chan struct{}
	at    *url.URL
}

func newBell(t *testing.T) *bell {
	t.Helper()
	b := &bell{takes: true, came: make(chan struct{}, 16)}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		b.mu.Lock()
		defer b.mu.Unlock()
		if !b.takes {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			return
		}
		b.told = append(b.told, string(text))
		b.came <- struct{}{}
	}))
	t.Cleanup(srv.Close)
	at, err := url.Parse(srv.URL + "/hook-secret")
	if err != nil {
		t.Fatal(err)
	}
	b.at = at
	return b
}

func (b *bell) open(takes bool) { b.mu.Lock(); defer b.mu.Unlock(); b.takes = takes }

// rung gives what was told since it was asked last.
func (b *bell) rung() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	told := b.told
	b.told = nil
	return told
}

// alarmed opens a site and an alarm that looks when the test says so.
func alarmed(t *testing.T) (*door, *sql.Store, *sql.Keys, *bell, *alarm) {
	t.Helper()
	d, store, keys, _ := vaulted(t)
	b := newBell(t)
	cfg := d.site.cfg
	cfg.AlertTo = b.at
	a := newAlarm(cfg)
	t.Cleanup(a.client.CloseIdleConnections)
	return d, store, keys, b, a
}

// breakGlass has somebody see what they may see only in need.
func breakGlass(t *testing.T, b *browser, contact string) {
	t.Helper()
	if status, _, said := b.ask("POST", "/api/contacts/"+contact+"/number", `{"purpose":"danger","words":"canary","break_glass":true}`); status != http.StatusOK {
		t.Fatalf("%d %s", status, said)
	}
}

func TestABrokenGlassCallsSomebodyFromOutside(t *testing.T) {
	d, store, keys, bell, a := alarmed(t)
	stranger, _ := d.hire(store, sql.Person{Login: "stranger", Role: queue.Psychologist, Team: "west"})
	_, one := d.hire(store, sql.Person{Login: "one", Role: queue.Supervisor, Team: "east"})
	id := contact(t, store, keys, "call-1", stranger.ID)
	look := func(want ...int) {
		t.Helper()
		if err := a.look(t.Context()); err != nil {
			t.Error(err)
		}
		rung := bell.rung()
		if len(rung) != len(want) {
			t.Fatalf("told %v, want %v", rung, want)
		}
		for n, text := range rung {
			var told map[string]any
			if err := json.Unmarshal([]byte(text), &told); err != nil || len(told) != 3 || told["kind"] != "break_glass" || told["count"] != float64(want[n]) {
				t.Errorf("told %s, %v", text, err)
			}
			if since, err := time.Parse(time.RFC3339, told["since"].(string)); err != nil || time.Since(since).Abs() > time.Minute {
				t.Errorf("since %v, %v", since, err)
			}
		}
	}
	look()
	breakGlass(t, one, id)
	look(1) // the one supervisor who is there broke it
	look()
	_, two := d.hire(store, sql.Person{Login: "two", Role: queue.Supervisor, Team: "west"})
	breakGlass(t, one, id)
	look() // another one sees it on their board
	two.ask("POST", "/api/lock", "{}")
	look(1) // and is gone without having looked at it
	breakGlass(t, one, id)
	breakGlass(t, one, id)
	look(2)
	look()
	if text := strings.Join(bell.rung(), ""); strings.Contains(text, "canary") || strings.Contains(text, id) {
		t.Errorf("it tells too much: %s", text)
	}
}

// TestAGlassThatNobodySaysTheyLookedAtIsTold: an open screen proves nobody, and a page that was just closed seems open a little longer.
func TestAGlassThatNobodySaysTheyLookedAtIsTold(t *testing.T) {
	d, store, keys, bell, a := alarmed(t)
	stranger, _ := d.hire(store, sql.Person{Login: "stranger", Role: queue.Psychologist, Team: "west"})
	_, one := d.hire(store, sql.Person{Login: "one", Role: queue.Supervisor, Team: "east"})
	_, two := d.hire(store, sql.Person{Login: "two", Role: queue.Supervisor, Team: "west"})
	id := contact(t, store, keys, "call-1", stranger.ID)
	after := func(wait time.Duration, want int) {
		t.Helper()
		a.now = func() time.Time { return time.Now().Add(wait) }
		if err := a.look(t.Context()); err != nil {
			t.Error(err)
		}
		if rung := bell.rung(); len(rung) != want {
			t.Errorf("after %v told %v, want %d", wait, rung, want)
		}
	}
	breakGlass(t, one, id)
	after(0, 0)
	after(patience-10*time.Second, 0)
	open, err := store.Alerts(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatalf("%v, %v", open, err)
	}
	if status, _, said := two.ask("POST", fmt.Sprintf("/api/alerts/%d/close", open[0].Entry), "{}"); status != http.StatusNoContent {
		t.Fatalf("%d %s", status, said)
	}
	after(patience, 0) // somebody did
	breakGlass(t, one, id)
	after(0, 0)
	after(patience, 1)
	after(2*patience, 0)
}

// TestAClosedPageIsNobody: a supervisor counts as there as long as their page holds its socket, and no longer than until the next look but one.
func TestAClosedPageIsNobody(t *testing.T) {
	d, store, _, url := vaulted(t)
	vera, b := d.hire(store, sql.Person{Login: "vera", Role: queue.Supervisor})
	mira, counsellor := d.hire(store, sql.Person{Login: "mira", Role: queue.Psychologist})
	pages := map[queue.AgentID]net.Conn{}
	for id, who := range map[queue.AgentID]*browser{vera.ID: b, mira.ID: counsellor} {
		status, _, conn := who.upgrade("/ws")
		if status != http.StatusSwitchingProtocols {
			t.Fatalf("the page is answered %d", status)
		}
		pages[id] = conn
	}
	there := func() []queue.AgentID {
		t.Helper()
		sqltest.Exec(t, url, `UPDATE session SET seen_at = now() - interval '1 minute'`)
		d.site.touch(t.Context(), d.site.sessions.heldBy(queue.Supervisor))
		found, err := store.Sessions().There(t.Context(), queue.Supervisor, supervisorFor)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if got := there(); !slices.Equal(got, []queue.AgentID{vera.ID}) {
		t.Errorf("with the page open there are %v", got)
	}
	pages[vera.ID].Close()
	for deadline := time.Now().Add(10 * time.Second); len(there()) != 0; { // the service hears of it
		if time.Now().After(deadline) {
			t.Fatal("the page is closed, and its owner is there for ever")
		}
	}
}

func TestAnAlarmThatIsNotTakenIsGivenAgain(t *testing.T) {
	d, store, keys, bell, a := alarmed(t)
	stranger, _ := d.hire(store, sql.Person{Login: "stranger", Role: queue.Psychologist, Team: "west"})
	_, one := d.hire(store, sql.Person{Login: "one", Role: queue.Supervisor, Team: "east"})
	breakGlass(t, one, contact(t, store, keys, "call-1", stranger.ID))
	bell.open(false)
	for range 2 { // it is not followed elsewhere either
		if err := a.look(t.Context()); err == nil || strings.Contains(err.Error(), "secret") || len(bell.rung()) != 0 {
			t.Errorf("not taken: %v", err)
		}
	}
	a.ring(t.Context())
	if n := testutil.ToFloat64(a.failures); n != 1 {
		t.Errorf("%v failures were counted", n)
	}
	bell.open(true)
	a.ring(t.Context())
	if n := testutil.ToFloat64(a.failures); n != 1 || len(bell.rung()) != 1 {
		t.Errorf("taken, and %v failures counted", n)
	}
	a.to = "http://127.0.0.1:1/hook-secret"
	breakGlass(t, one, contact(t, store, keys, "call-2", stranger.ID))
	if err := a.look(t.Context()); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("nobody listens: %v", err)
	}
}

func TestDangerCallsSomebodyFromOutside(t *testing.T) {
	d, store, _, bell, a := alarmed(t)
	calls := func(danger ...queue.CallID) {
		t.Helper()
		v := queue.View{Calls: []queue.CallView{{Call: "quiet", State: queue.CallTalking}}}
		for _, id := range danger {
			v.Calls = append(v.Calls, queue.CallView{Call: id, State: queue.CallTalking, Danger: time.Now()})
		}
		d.hub.Publish(v)
		for len(d.hub.Endangered(t.Context())) != len(danger) { // the view is on its way
		}
		if err := a.look(t.Context()); err != nil {
			t.Error(err)
		}
	}
	calls()
	calls("c1")
	calls("c1")
	calls("c1", "c2", "c3")
	if rung := bell.rung(); len(rung) != 2 || !strings.Contains(rung[0], `"kind":"danger"`) || !strings.Contains(rung[0], `"count":1`) || !strings.Contains(rung[1], `"count":2`) {
		t.Errorf("told %v", rung)
	}
	d.hire(store, sql.Person{Login: "one", Role: queue.Supervisor})
	calls("c4")
	if rung := bell.rung(); len(rung) != 0 {
		t.Errorf("a supervisor is there, and told %v", rung)
	}
}

// TestTheAlarmIsGivenWithinAMinute: a site looks when it opens and every quarter of a minute, and does not wait long for an answer.
func TestTheAlarmIsGivenWithinAMinute(t *testing.T) {
	if alertsEvery+alarmWait > 30*time.Second {
		t.Errorf("it looks every %v and waits %v for an answer: what is not taken is not given again within a minute", alertsEvery, alarmWait)
	}
	for what, late := range map[string]time.Duration{"nobody says they looked": patience, "the page was just closed": supervisorFor} {
		if late += alertsEvery + alarmWait; late > time.Minute {
			t.Errorf("when %s, it is told after %v", what, late)
		}
	}
	d, store, keys, bell, _ := alarmed(t)
	stranger, _ := d.hire(store, sql.Person{Login: "stranger", Role: queue.Psychologist, Team: "west"})
	_, one := d.hire(store, sql.Person{Login: "one", Role: queue.Supervisor, Team: "east"})
	breakGlass(t, one, contact(t, store, keys, "call-1", stranger.ID))
	on(t, store, func(c *Config) { c.AlertTo = bell.at })
	select {
	case <-bell.came:
	case <-time.After(alertsEvery):
		t.Error("nobody was called")
	}
}
