package web

import (
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// sits is since when nobody touched a session, as far as the site was told.
func (d *door) sits(token string, idle time.Duration) {
	d.site.sessions.change(token, func(g *good) { g.touched = time.Now().Add(-idle) })
}

func TestASessionThatNobodyTouchesIsLocked(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	_, screen, _ := b.upgrade("/ws")
	say(t, screen, `{"type":"hello","v":1,"tab":"t1"}`)
	hear(t, screen, `"locked":false`)
	_, phone, _ := b.upgrade("/sip", "Sec-WebSocket-Protocol", "sip")
	limit := d.site.cfg.LockAfter + idleGrace
	free := func(want int) {
		t.Helper()
		if status, _, body := b.ask("GET", "/api/form", ""); status != want {
			t.Errorf("the form: %d %s", status, body)
		}
	}
	d.site.lockIdle(t.Context(), time.Now().Add(limit-10*time.Second))
	free(200)

	d.sits(d.token(b), limit-30*time.Second)
	if status, _, body := b.ask("POST", "/api/touch", "{}"); status != 204 {
		t.Fatalf("touch: %d %s", status, body)
	}
	d.site.lockIdle(t.Context(), time.Now().Add(limit-10*time.Second))
	free(200)

	d.sits(d.token(b), limit+time.Second)
	begun := time.Now()
	hear(t, screen, `"locked":true`)
	if took := time.Since(begun); took > time.Second {
		t.Errorf("the screen was covered after %v", took)
	}
	free(423)
	if status, _, body := b.ask("POST", "/api/touch", "{}"); status != 423 || !strings.Contains(body, "locked") {
		t.Errorf("a touch of a locked page: %d %s", status, body)
	}
	if err := echoes(phone); err != nil {
		t.Errorf("the phone did not outlive the lock: %v", err)
	}
	if status, _, body := b.ask("POST", "/api/proof", `{"password":"`+password+`"}`); status != 200 {
		t.Fatalf("unlock: %d %s", status, body)
	}
	hear(t, screen, `"locked":false`)
	d.site.lockIdle(t.Context(), time.Now().Add(limit-10*time.Second)) // who unlocked it was there
	free(200)
}

// Who talks is not covered, whatever their hands do; and the time counts from then.
func TestATalkCountsAsATouch(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	talks := func(work queue.Work) {
		d.hub.Publish(queue.View{Agents: []queue.AgentView{{Agent: miraID, Work: work, Presence: queue.IsReady}}})
		for d.hub.Busy(t.Context(), miraID) != (work == queue.Talking) { // the view is on its way
		}
	}
	limit := d.site.cfg.LockAfter + idleGrace
	talks(queue.Talking)
	d.site.lockIdle(t.Context(), time.Now().Add(limit+time.Second))
	if status, _, body := b.ask("GET", "/api/form", ""); status != 200 {
		t.Errorf("in a talk: %d %s", status, body)
	}
	talks(queue.Idle)
	d.site.lockIdle(t.Context(), time.Now().Add(limit-10*time.Second))
	if status, _, body := b.ask("GET", "/api/form", ""); status != 200 {
		t.Errorf("just after it: %d %s", status, body)
	}
	d.site.lockIdle(t.Context(), time.Now().Add(limit+time.Second))
	if status, _, _ := b.ask("GET", "/api/form", ""); status != 423 {
		t.Errorf("long after it: %d", status)
	}
}

func TestNothingIsLockedWhereThatIsTurnedOff(t *testing.T) {
	d := open(t, func(c *Config) { c.LockAfter = 0 })
	b := d.browser()
	b.signIn("mira")
	d.site.lockIdle(t.Context(), time.Now().Add(24*time.Hour))
	if status, _, body := b.ask("GET", "/api/form", ""); status != 200 {
		t.Errorf("the form: %d %s", status, body)
	}
}
