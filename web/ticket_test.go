package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestATicketIsGoodOnce(t *testing.T) {
	d := open(t)
	mira, arben := d.browser(), d.browser()
	mira.signIn("mira")
	arben.signIn("arben")
	show := func(b *browser, path, ticket string) int {
		status, _, _ := b.handshake(path, "Sec-WebSocket-Protocol", "alo116, sip, ticket."+ticket)
		return status
	}
	for _, path := range []string{"/ws", "/sip"} {
		if status, _, _ := mira.handshake(path, "Sec-WebSocket-Protocol", "sip"); status != 403 {
			t.Errorf("%s without a ticket: %d", path, status)
		}
		ticket := mira.ticket()
		if status := show(mira, path, ticket); status != 101 {
			t.Errorf("%s: %d", path, status)
		}
		if status := show(mira, path, ticket); status != 403 {
			t.Errorf("%s with a used ticket: %d", path, status)
		}
		if status := show(arben, path, mira.ticket()); status != 403 {
			t.Errorf("%s with somebody else's ticket: %d", path, status)
		}
	}
	late := mira.ticket()
	d.site.tickets.put(time.Now().Add(-ticketLife-time.Second), late, d.token(mira))
	if status := show(mira, "/ws", late); status != 403 {
		t.Errorf("with a ticket of eleven seconds ago: %d", status)
	}
	if strings.Contains(d.log.String(), late) {
		t.Error("a ticket stands in the log")
	}
}

// TestNobodysFloodOfTicketsSpoilsAnothers: a person, or who took over their session, asks for more tickets than are remembered.
func TestNobodysFloodOfTicketsSpoilsAnothers(t *testing.T) {
	d := open(t)
	mira, arben := d.browser(), d.browser()
	mira.signIn("mira")
	arben.signIn("arben")
	ticket := mira.ticket()
	refused := 0
	for range maxRemember + 1 {
		asked := httptest.NewRecorder()
		r := httptestRequest(t, d, cookieSession, d.token(arben))
		r.Method = http.MethodPost
		r.URL.Path = "/api/ticket"
		if d.site.ServeHTTP(asked, r); asked.Code == http.StatusTooManyRequests {
			if refused++; refused == 3 {
				break
			}
		}
	}
	if status, _, _ := mira.handshake("/ws", "Sec-WebSocket-Protocol", "alo116, ticket."+ticket); status != http.StatusSwitchingProtocols {
		t.Errorf("mira's ticket is answered %d", status)
	}
	if refused != 3 {
		t.Errorf("arben was refused %d times", refused)
	}
}
