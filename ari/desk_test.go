package ari

import (
	"slices"
	"strings"
	"testing"

	"alo116/ari/aritest"
	"alo116/queue"
)

// desk gives somebody who is signed in a desk phone, which they use, and which is registered.
func (b *bundle) desk(id queue.AgentID) Desk {
	b.t.Helper()
	if _, err := b.Account(b.t.Context(), id); err != nil {
		b.t.Fatalf("account: %v", err)
	}
	d := Desk{Agent: id, Account: b.FreshDesk(), Used: true}
	b.gives(d)
	b.asterisk.Register(d.User)
	b.phone(queue.PhoneUp{Agent: id})
	return d
}

// gives makes these the desk phones there are.
func (b *bundle) gives(desks ...Desk) {
	b.t.Helper()
	if err := b.Desks(b.t.Context(), desks); err != nil {
		b.t.Fatalf("desk phones: %v", err)
	}
}

// told waits for what is told of whose voice is kept from the others.
func (b *bundle) told(want heardNot) {
	b.t.Helper()
	if got := <-b.silenced; got != want {
		b.t.Errorf("told %+v, wanted %+v", got, want)
	}
}

func TestDeskPhonesThatAreMadeUpDiffer(t *testing.T) {
	b := setup(t)
	one, two := b.FreshDesk(), b.FreshDesk()
	if one.User == two.User || one.Password == two.Password || len(one.Password) != 26 || !strings.HasPrefix(one.User, "alo116-desk-") {
		t.Errorf("made up: %s, %s", one.User, two.User)
	}
}

func TestADeskPhoneIsThereForAsLongAsItIsKept(t *testing.T) {
	b := setup(t)
	d := Desk{Agent: "drita", Account: b.FreshDesk()}
	b.gives(d)
	b.gives(d)
	if users := b.asterisk.Users(); !slices.Equal(users, []string{d.User}) {
		t.Errorf("accounts: %v", users)
	}
	b.asterisk.Break(aritest.Fault{Match: "DELETE /asterisk/config", From: 1, To: 2, Status: 500})
	for range 2 {
		if err := b.Desks(t.Context(), nil); err == nil {
			t.Error("what is not revoked is told to be")
		}
	}
	b.gives()
	if users := b.asterisk.Users(); len(users) != 0 {
		t.Errorf("revoked, and still there: %v", users)
	}
	b.asterisk.Break(aritest.Fault{Match: "PUT /asterisk/config", From: 1, To: 1, Status: 500})
	if err := b.Desks(t.Context(), []Desk{d}); err == nil {
		t.Error("what is not made is told to be")
	}
	b.gives(d)
	if users := b.asterisk.Users(); !slices.Equal(users, []string{d.User}) {
		t.Errorf("accounts: %v", users)
	}
}

func TestADeskPhoneOfNobodySignedInIsNobodys(t *testing.T) {
	b := setup(t)
	d := Desk{Agent: "drita", Account: b.FreshDesk(), Used: true}
	b.gives(d)
	b.asterisk.Register(d.User)
	if _, err := b.Account(t.Context(), "drita"); err != nil { // they sign in
		t.Fatalf("account: %v", err)
	}
	b.phone(queue.PhoneUp{Agent: "drita"})
	if !b.Uses("drita") {
		t.Error("their phone is not the one on the desk")
	}
	if err := b.Revoke(t.Context(), "drita"); err != nil { // and out
		t.Fatalf("revoke: %v", err)
	}
	b.phone(queue.PhoneDown{Agent: "drita"})
	if users := b.asterisk.Users(); !slices.Equal(users, []string{d.User}) {
		t.Errorf("accounts: %v", users)
	}
}

func TestADeskPhoneThatWasRevokedMeanwhileIsRemoved(t *testing.T) {
	b := setup(t)
	kept, gone := b.desk("drita"), b.desk("artan")
	b.gives(kept, gone)
	b.stop()
	b.desks = []Desk{kept}
	b.start()
	expect[queue.LinkUp](b)
	if users := b.asterisk.Users(); !slices.Contains(users, kept.User) || slices.Contains(users, gone.User) {
		t.Errorf("accounts: %v", users)
	}
}

func TestTheScreenDeclinesOnADeskPhone(t *testing.T) {
	b := setup(t)
	b.desk("drita")
	call := b.arrive()
	o := queue.OfferID{Call: call, N: 1}
	b.offer(queue.Ring, o, "drita")
	b.rings(o)
	b.PutDown("drita")
	want(b, queue.OfferFailed{Offer: o, Reason: queue.FailDeclined})
	b.PutDown("drita") // there is nothing any more
	b.quiet()
}

func TestTheScreenHangsUpAndSilencesADeskPhone(t *testing.T) {
	b := setup(t)
	d := b.desk("drita")
	call := b.arrive()
	o := b.talk(call, "drita")
	b.Silence("drita", true)
	b.told(heardNot{"drita", o})
	b.stop()
	b.desks = []Desk{d}
	b.start()
	expect[queue.LinkUp](b)
	b.told(heardNot{"drita", o}) // whoever finds the call knows it
	b.asterisk.Break(aritest.Fault{Match: "/mute", Status: 403})
	b.Silence("drita", false)
	b.told(heardNot{"drita", o}) // it could not be done, and is told as it is
	b.asterisk.Mend()
	b.Silence("drita", false)
	b.told(heardNot{"drita", queue.OfferID{}})
	b.PutDown("drita")
	want(b, queue.LegEnded{Offer: o, By: queue.ByAgent})
}

func TestDigitsOfTheKeypadGoToTheOthersInTheTalk(t *testing.T) {
	b := setup(t)
	b.desk("drita")
	call := b.arrive()
	o := b.talk(call, "drita")
	b.Dial("drita", "5")
	b.asterisk.Await(1, "/dtmf")
	for _, r := range b.asterisk.Requests() {
		if strings.Contains(r, "/dtmf") && (!strings.Contains(r, string(call)) || strings.Contains(r, legOf(o))) {
			t.Errorf("they go to %s", r)
		}
	}
}

func TestAGuestWhoIsSilencedByBothIsHeardWhenNeitherDoes(t *testing.T) {
	m := memo{}
	m.silence(2, true)
	m.withGuest(guestMemo{N: 2, State: queue.GuestMuted})
	m.silence(2, false)
	if !m.mutes(2) {
		t.Error("the host's muting is undone by the guest")
	}
	m.silence(2, true)
	m.withGuest(guestMemo{N: 2, State: queue.GuestIn})
	if !m.mutes(2) {
		t.Error("the guest's own is undone by the host")
	}
	m.silence(2, false)
	if m.mutes(2) {
		t.Error("nobody mutes them, and they are not heard")
	}
}
