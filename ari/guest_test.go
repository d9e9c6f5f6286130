package ari

import (
	"net/http"
	"testing"
	"time"

	"alo116/ari/aritest"
	"alo116/queue"
)

func (b *bundle) invite(o queue.OfferID, agent queue.AgentID, target string) {
	b.Do([]queue.Command{{Do: queue.Invite, Call: o.Call, Agent: agent, Target: target, Offer: o, Limit: 30 * time.Second}})
}

func (b *bundle) place(o queue.OfferID, agent queue.AgentID, to queue.GuestState) {
	cmd := queue.Command{Do: queue.Place, Call: o.Call, Agent: agent, Offer: o, Guest: to}
	if agent == "" {
		cmd.Target = "112"
	}
	b.Do([]queue.Command{cmd})
}

// rung has a counsellor, who talks with a caller, ask a guest in, whose phone rings.
func rung(t *testing.T, b *bundle, agent queue.AgentID, target string) (main, guest queue.OfferID) {
	t.Helper()
	b.agent("drita")
	main = b.talk(b.arrive(), "drita")
	guest = queue.OfferID{Call: main.Call, N: 2}
	b.invite(guest, agent, target)
	b.rings(guest)
	return main, guest
}

// withGuest has a counsellor, a caller and a guest in one talk.
func withGuest(t *testing.T, b *bundle, agent queue.AgentID, target string) (main, guest queue.OfferID) {
	t.Helper()
	main, guest = rung(t, b, agent, target)
	b.asterisk.PickUp(legOf(guest))
	want(b, queue.OfferAnswered{Offer: guest})
	b.place(guest, agent, queue.GuestIn)
	want(b, queue.Joined{Offer: guest})
	return main, guest
}

func TestGuestsAreInTheRoomMutedOrOnHold(t *testing.T) {
	b := setup(t)
	main, guest := withGuest(t, b, "", "112")
	room, all := talkBridge(main.Call), []string{channelOf(main.Call), legOf(main), legOf(guest)}
	b.in(room, all...)
	b.place(guest, "", queue.GuestHeld)
	b.in(waitBridge("116111"), legOf(guest))
	b.in(room, channelOf(main.Call), legOf(main))
	if !b.asterisk.Music(legOf(guest)) {
		t.Error("no music")
	}
	b.place(guest, "", queue.GuestMuted)
	b.in(room, all...)
	if !b.asterisk.Muted(legOf(guest)) || b.asterisk.Music(legOf(guest)) {
		t.Error("not muted, or the music goes on")
	}
	b.place(guest, "", queue.GuestIn)
	b.eventually(func() bool { return !b.asterisk.Muted(legOf(guest)) })
	b.asterisk.HangUp(legOf(guest), 16)
	want(b, queue.LegEnded{Offer: guest, By: queue.ByAgent})
	b.in(room, channelOf(main.Call), legOf(main))
	b.quiet()
}

func TestGuestsOutliveTheService(t *testing.T) {
	b := setup(t)
	b.agent("besa")
	main, guest := withGuest(t, b, "besa", "")
	b.place(guest, "besa", queue.GuestMuted)
	b.eventually(func() bool { return b.asterisk.Muted(legOf(guest)) })
	b.stop()
	b.start()
	up := expect[queue.LinkUp](b)
	if l := up.Live[0]; len(up.Live) != 1 || l.Offer != main || l.Agent != "drita" || l.Joined.IsZero() || len(l.Guests) != 1 ||
		l.Guests[0] != (queue.LiveGuest{N: 2, Agent: "besa", State: queue.GuestMuted}) {
		t.Fatalf("found: %+v", up.Live)
	}
	b.asterisk.HangUp(legOf(guest), 16)
	want(b, queue.LegEnded{Offer: guest, By: queue.ByAgent})
}

func TestAGuestThatIsRungOutlivesNoService(t *testing.T) {
	b := setup(t)
	main, guest := rung(t, b, "", "112")
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || up.Live[0].Joined.IsZero() || len(up.Live[0].Guests) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
	b.eventually(func() bool { return !b.has(legOf(guest)) })
	b.in(talkBridge(main.Call), channelOf(main.Call), legOf(main))
}

func TestTheTalkIsTheGuestsOnceHandedOver(t *testing.T) {
	b := setup(t)
	b.agent("besa")
	main, guest := withGuest(t, b, "besa", "")
	b.offer(queue.HandOver, guest, "besa")
	b.offer(queue.Withdraw, main, "drita")
	want(b, queue.LegEnded{Offer: main, By: queue.BySystem})
	b.in(talkBridge(main.Call), channelOf(main.Call), legOf(guest))
	b.stop()
	b.start()
	if up := expect[queue.LinkUp](b); len(up.Live) != 1 || up.Live[0].Offer != guest || up.Live[0].Agent != "besa" || up.Live[0].Joined.IsZero() || len(up.Live[0].Guests) != 0 {
		t.Fatalf("found: %+v", up.Live)
	}
}

func TestAGuestWhoCannotBeBroughtInIsGivenUp(t *testing.T) {
	b := setup(t)
	main, guest := rung(t, b, "", "112")
	b.asterisk.PickUp(legOf(guest))
	want(b, queue.OfferAnswered{Offer: guest})
	b.asterisk.Break(aritest.Fault{Match: "/bridges/" + talkBridge(main.Call) + "/addChannel", Status: http.StatusInternalServerError})
	b.place(guest, "", queue.GuestIn)
	want(b, queue.LegEnded{Offer: guest, By: queue.ByLost})
	b.in(talkBridge(main.Call), channelOf(main.Call), legOf(main))
}

func TestAGuestWithoutAPhoneIsToldAtOnce(t *testing.T) {
	b := setup(t)
	b.agent("drita")
	main := b.talk(b.arrive(), "drita")
	guest := queue.OfferID{Call: main.Call, N: 2}
	b.invite(guest, "nobody", "")
	want(b, queue.OfferFailed{Offer: guest, Reason: queue.FailUnreachable})
}
