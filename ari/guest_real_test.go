//go:build real

package ari

import (
	"net"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// outside is the phone of a place of the allow-list, of which the lab says where it is, once Asterisk knows that it is there.
func (a *asterisk) outside() *phone {
	t := a.t
	t.Helper()
	at := net.ParseIP(env(t, "LAB_TRUNK_ADDRESS"))
	port, err := net.LookupPort("udp", env(t, "LAB_DUTY_PORT"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: at, Port: port})
	if err != nil {
		t.Fatalf("be the phone outside: %v", err)
	}
	asterisk, err := net.ResolveUDPAddr("udp4", env(t, "LAB_SIP_ADDRESS")+":"+env(t, "LAB_SIP_PORT"))
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 65536)
	p := newPhone(t, &wire{
		via: "UDP", host: c.LocalAddr().String(),
		send:  func(s string) error { _, err := c.WriteTo([]byte(s), asterisk); return err },
		recv:  func() (string, error) { n, err := c.Read(buf); return string(buf[:n]), err },
		close: func() { _ = c.Close() },
	}, "112", "")
	a.eventually(func() bool {
		var there endpointInfo
		return a.list(t.Context(), "/endpoints/PJSIP/duty", &there) == nil && there.State == "online"
	})
	return p
}

// TestRealConference has three speak and hear each other, the third a place of the allow-list that sees the line and no number; each
// of its states is heard, also after the service began anew; and the talk is left to a colleague.
func TestRealConference(t *testing.T) {
	a := lab(t)
	police := a.outside()
	child, call := a.calls("116111")
	p := a.agentPhone("drita", false)
	main, third := queue.OfferID{Call: call, N: 1}, queue.OfferID{Call: call, N: 2}
	a.talks(p, main, "drita")
	a.invite(third, "", "112")
	invite := police.expect("INVITE")
	police.ringing()
	want(a.bundle, queue.OfferRinging{Offer: third})
	if seen := invite.String(); strings.Contains(seen, number[1:]) || !strings.Contains(seen, "116111") {
		t.Errorf("the place must see the line and not the caller: %s", seen)
	}
	police.answer()
	want(a.bundle, queue.OfferAnswered{Offer: third})
	a.place(third, "", queue.GuestIn)
	want(a.bundle, queue.Joined{Offer: third})

	police.media.shouts.Store(true)
	child.media.speaks(t, 50, 4*time.Second)
	p.media.speaks(t, 50, 4*time.Second)
	a.place(third, "", queue.GuestMuted)
	child.media.falls(t, 25, 4*time.Second)
	police.media.falls(t, 25, 4*time.Second)
	a.place(third, "", queue.GuestHeld)
	police.media.speaks(t, 50, 4*time.Second)
	child.media.falls(t, 25, 4*time.Second)

	a.stop()
	a.life = a.begin(t, usualPace)
	up := expect[queue.LinkUp](a.bundle)
	held := queue.LiveGuest{N: 2, Target: "112", State: queue.GuestHeld}
	if l := up.Live; len(l) != 1 || l[0].Offer != main || l[0].Joined.IsZero() || len(l[0].Guests) != 1 || l[0].Guests[0] != held {
		t.Fatalf("found: %+v", l)
	}
	a.place(third, "", queue.GuestIn)
	child.media.speaks(t, 50, 4*time.Second)
	police.media.falls(t, 25, 4*time.Second)

	q := a.agentPhone("besa", false)
	fourth := queue.OfferID{Call: call, N: 3}
	a.invite(fourth, "besa", "")
	q.expect("INVITE")
	q.ringing()
	want(a.bundle, queue.OfferRinging{Offer: fourth})
	q.answer()
	want(a.bundle, queue.OfferAnswered{Offer: fourth})
	a.place(fourth, "besa", queue.GuestIn)
	want(a.bundle, queue.Joined{Offer: fourth})
	a.offer(queue.HandOver, fourth, "besa")
	a.offer(queue.Withdraw, main, "drita")
	want(a.bundle, queue.LegEnded{Offer: main, By: queue.BySystem})
	q.media.speaks(t, 50, 4*time.Second)
	police.hangUp()
	want(a.bundle, queue.LegEnded{Offer: third, By: queue.ByAgent})
	child.media.falls(t, 25, 4*time.Second)
	child.media.hears(t, 50, 4*time.Second)
	q.hangUp()
	want(a.bundle, queue.LegEnded{Offer: fourth, By: queue.ByAgent})
}

// TestRealPlaceThatIsNotOnTheList is not dialled, and one that is busy says so.
func TestRealPlaceThatIsNotOnTheList(t *testing.T) {
	a := lab(t)
	police := a.outside()
	_, call := a.calls("116111")
	a.talks(a.agentPhone("drita", false), queue.OfferID{Call: call, N: 1}, "drita")
	nowhere, busy := queue.OfferID{Call: call, N: 2}, queue.OfferID{Call: call, N: 3}
	a.invite(nowhere, "", "0690000099")
	want(a.bundle, queue.OfferFailed{Offer: nowhere, Reason: queue.FailUnreachable})
	a.invite(nowhere, "", "agency:x")
	want(a.bundle, queue.OfferFailed{Offer: nowhere, Reason: queue.FailUnreachable})
	a.invite(busy, "", "112")
	police.expect("INVITE")
	police.decline("486 Busy Here")
	want(a.bundle, queue.OfferFailed{Offer: busy, Reason: queue.FailDeclined})
}

// TestRealAgencyOfTheDirectory is called by its number, which the service alone may give, and sees the line.
func TestRealAgencyOfTheDirectory(t *testing.T) {
	a := lab(t)
	office := a.outside()
	_, call := a.calls("116111")
	a.talks(a.agentPhone("drita", false), queue.OfferID{Call: call, N: 1}, "drita")
	guest := queue.OfferID{Call: call, N: 2}
	a.invite(guest, "", "agency:+355690000077")
	invite := office.expect("INVITE")
	if seen := invite.String(); !strings.HasPrefix(seen, "INVITE sip:+355690000077@") || strings.Contains(seen, number[1:]) || !strings.Contains(seen, "116111") {
		t.Errorf("the agency is called by its number, and sees the line and not the caller: %s", seen)
	}
	office.decline("486 Busy Here")
	want(a.bundle, queue.OfferFailed{Offer: guest, Reason: queue.FailDeclined})
	police := queue.OfferID{Call: call, N: 3}
	a.invite(police, "", "129") // an emergency number that has no line of its own on the list
	if seen := office.expect("INVITE").String(); !strings.HasPrefix(seen, "INVITE sip:129@") {
		t.Errorf("the emergency number is dialled as %s", seen)
	}
	office.decline("486 Busy Here")
	want(a.bundle, queue.OfferFailed{Offer: police, Reason: queue.FailDeclined})
}
