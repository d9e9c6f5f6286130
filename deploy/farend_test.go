package deploy

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

// farEnd is where the lab's duty phone and its agencies are: it is there, takes no call, and remembers whom each was for.
type farEnd struct {
	mu     sync.Mutex
	called []string
}

func (l lab) farEnd(t *testing.T) *farEnd {
	t.Helper()
	p := newPhone(t, l.env["LAB_TRUNK_ADDRESS"]+":"+l.env["LAB_DUTY_PORT"])
	e, over := &farEnd{}, make(chan struct{})
	go func() { defer close(over); e.listen(p) }()
	t.Cleanup(func() { p.conn.Close(); <-over })
	eventually(t, "the duty phone is known to be there", func() bool {
		var duty struct{ State string }
		l.get(t, "/endpoints/PJSIP/duty", &duty)
		return duty.State == "online"
	})
	return e
}

func (e *farEnd) listen(p *phone) {
	for buf := make([]byte, 4096); ; {
		n, from, err := p.conn.ReadFromUDP(buf)
		if err != nil {
			return
		}
		text, status := string(buf[:n]), "200 OK"
		method, to, _ := strings.Cut(text, " sip:")
		switch method {
		case "INVITE":
			user, _, _ := strings.Cut(to, "@")
			e.note(user)
			status = "486 Busy Here"
		case "OPTIONS", "CANCEL":
		default:
			continue
		}
		_, _ = p.conn.WriteToUDP([]byte(p.answering(text, status, "")), from)
	}
}

func (e *farEnd) note(user string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.called = append(e.called, user)
}

func (e *farEnd) calls() []string { e.mu.Lock(); defer e.mu.Unlock(); return slices.Clone(e.called) }
