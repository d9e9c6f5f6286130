package web

import (
	"crypto/rand"
	"net/http"
	"strings"
	"time"
)

// A websocket cannot carry a header of the page's choice, and a cookie alone would let any page of the browser open
// one. So the page first asks for a ticket, which only a page of our own origin can read, and shows it as one of the
// socket's subprotocols: not in the address, which ends up in logs. It is good once, for ten seconds, and only
// together with the session it was given to. Their number is bounded by person: who asks without end spoils nobody else's.
const (
	ticketLife   = 10 * time.Second
	ticketPrefix = "ticket."
)

type ticketBody struct {
	Ticket string `json:"ticket"`
}

// ticket gives the session a ticket for one socket. A locked session gets one too: its phone must ring.
func (s *Site) ticket(w http.ResponseWriter, r *http.Request) error {
	who, now := asker(r), time.Now()
	if err := s.limits.tickets.try(now, string(who.person.ID)); err != nil {
		return err
	}
	ticket := rand.Text()
	s.tickets.put(now, ticket, who.token)
	reply(w, http.StatusOK, ticketBody{ticket})
	return nil
}

// punch uses up the ticket that a request shows.
func (s *Site) punch(r *http.Request, who session) error {
	token, ok := s.tickets.take(time.Now(), shownTicket(r))
	if !ok || token != who.token {
		return errNoTicket
	}
	return nil
}

func shownTicket(r *http.Request) string {
	for _, list := range r.Header.Values("Sec-Websocket-Protocol") {
		for word := range strings.SplitSeq(list, ",") {
			if ticket, is := strings.CutPrefix(strings.TrimSpace(word), ticketPrefix); is {
				return ticket
			}
		}
	}
	return ""
}
