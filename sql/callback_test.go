package sql_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql"
)

// safe is a contact in whose form the caller said that calling back is safe, and how.
func (p *past) safe(number string, days int) form.Contact {
	p.t.Helper()
	c := p.contact("116111", "child_self", "the line dropped", number, days)
	p.say(c, `"yes"`, `"after school"`)
	return c
}

// say has the caller of a contact say whether calling back is safe.
func (p *past) say(c form.Contact, yes, how string) {
	p.t.Helper()
	contacts, ctx := p.store.Contacts(), p.t.Context()
	now, err := contacts.Reopen(ctx, c.ID, p.mira.ID, func(form.Whose) error { return nil })
	if err == nil {
		now.Rev, err = contacts.Set(ctx, c.ID, p.mira.ID, form.CallbackField, raw(yes), now.Rev)
	}
	if err == nil {
		_, err = contacts.Set(ctx, c.ID, p.mira.ID, form.CallbackNote, raw(how), now.Rev)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *past) callsBack(contact string) (form.Callback, queue.CallID, error) {
	p.t.Helper()
	p.n++
	call := queue.CallID(fmt.Sprintf("%s%d", queue.OutPrefix, p.n))
	back, err := p.store.Contacts().CallBack(p.t.Context(), contact, call, p.mira.ID, func(form.Whose) error { return nil })
	return back, call, err
}

// isCallable holds what is told of a contact that is read: nil, or why its caller is not called back.
func (p *past) isCallable(contact string, why error) {
	p.t.Helper()
	contacts := p.store.Contacts()
	c, err := contacts.Look(p.t.Context(), contact, p.mira.ID, "callback", "", false)
	if err != nil {
		p.t.Fatal(err)
	}
	if err = contacts.Callable(p.t.Context(), c); !errors.Is(err, why) {
		p.t.Errorf("%s is read: %v instead of %v", contact, err, why)
	}
}

func TestWhoSaidItIsSafeIsCalledBackAndItIsProven(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.safe(anna, 0)
	before := verified(t, p.store).Size
	back, call, err := p.callsBack(c.ID)
	if err != nil || back.Line != "116111" || back.Caller.Key != p.keys.Identify(anna, false).Key || back.Caller.Masked == "" {
		t.Fatalf("got %+v, %v", back, err)
	}
	if after := verified(t, p.store).Size; after != before+1 {
		t.Errorf("%d acts", after-before)
	}
	p.isCallable(c.ID, nil)
	if number, err := p.store.Contacts().Dialled(t.Context(), queue.ContactTarget+c.ID); err != nil || number != anna {
		t.Errorf("dialled: %q, %v", number, err)
	}
	then, err := p.store.Contacts().Open(t.Context(), call, p.mira.ID, back.Caller.Sealed)
	if err != nil || !then.Number {
		t.Errorf("its contact: %+v, %v", then, err)
	}
	refuses := errors.New("not for you")
	_, err = p.store.Contacts().CallBack(t.Context(), c.ID, "out-x", p.mira.ID, func(w form.Whose) error {
		if w.Agent != p.mira.ID {
			t.Errorf("whose it is: %+v", w)
		}
		return refuses
	})
	if !errors.Is(err, refuses) {
		t.Errorf("who may not: %v", err)
	}
}

func TestNobodyIsCalledBackWhoDidNotSayItIsSafe(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	silent, withheld := p.contact("116111", "child_self", "nobody asked", anna, 3), p.safe("", 0)
	no, note := p.safe(other, 2), p.safe(other, 1)
	p.say(no, `"no"`, `"after school"`)
	p.say(note, `"yes"`, `" "`)
	for contact, why := range map[string]error{silent.ID: form.ErrNotSafe, withheld.ID: form.ErrNoNumber, no.ID: form.ErrNotSafe, note.ID: form.ErrNotSafe,
		"nonsense": form.ErrNotYours, "8a1f7b5e-0000-4000-8000-000000000000": form.ErrNotYours} {
		if _, _, err := p.callsBack(contact); !errors.Is(err, why) {
			t.Errorf("%s: %v instead of %v", contact, err, why)
		}
		if why != form.ErrNotYours {
			p.isCallable(contact, why)
		}
		if number, err := p.store.Contacts().Dialled(t.Context(), queue.ContactTarget+contact); err == nil || number != "" {
			t.Errorf("%s is dialled", contact)
		}
	}
	if _, err := p.store.Contacts().Dialled(t.Context(), "112"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("a place is dialled by its name: %v", err)
	}
}

func TestTheLastWordOnCallingBackCounts(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	first := p.safe(anna, 5)
	if _, _, err := p.callsBack(first.ID); err != nil {
		t.Fatal(err)
	}
	later := p.contact("116111", "child_self", "somebody reads the bill", anna, 1)
	p.say(later, `"no"`, `null`)
	if _, _, err := p.callsBack(first.ID); !errors.Is(err, form.ErrNotSafe) {
		t.Errorf("the caller said later that it is not safe: %v", err)
	}
	p.isCallable(first.ID, form.ErrNotSafe)
	if _, err := p.store.Contacts().Dialled(t.Context(), queue.ContactTarget+first.ID); !errors.Is(err, form.ErrNotSafe) {
		t.Errorf("and is dialled: %v", err)
	}
}

func TestNobodyIsCalledBackWithoutEnd(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.safe(anna, 0)
	for range 6 {
		if _, _, err := p.callsBack(c.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := p.callsBack(c.ID); !errors.Is(err, form.ErrTooOften) {
		t.Errorf("a seventh time: %v", err)
	}
	p.exec(`UPDATE called_back SET at = at - interval '2 days'`)
	if _, _, err := p.callsBack(c.ID); err != nil {
		t.Errorf("another day: %v", err)
	}
}

func TestACallBackBelongsToTheCaseOfItsContact(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.safe(anna, 0)
	cases := p.store.Cases()
	begun, err := cases.Begin(t.Context(), p.mira.ID, p.mira.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	back, call, err := p.callsBack(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	then, err := p.store.Contacts().Open(t.Context(), call, p.mira.ID, back.Caller.Sealed)
	if err != nil {
		t.Fatal(err)
	}
	if of, err := cases.OfContact(t.Context(), then.ID); err != nil || of.ID != begun.ID {
		t.Errorf("it is of case %s, %v", of.ID, err)
	}
}

func TestCallsOutAreInNoFigureOfCallers(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	caller := p.keys.Identify(anna, false)
	at := time.Now()
	rec := func(n uint64, kind queue.Kind, r queue.Record) queue.Record {
		r.Epoch, r.N, r.At, r.Kind, r.Call, r.Line, r.Outgoing = 7, n, at.Add(time.Duration(n)*time.Second), kind, "out-1", "116111", true
		return r
	}
	records := []queue.Record{rec(1, queue.RecAsked, queue.Record{Agent: p.mira.ID, Caller: caller, Reason: "contact:7"}),
		rec(2, queue.RecOffered, queue.Record{Agent: p.mira.ID, Offer: 1}), rec(3, queue.RecDialled, queue.Record{Agent: p.mira.ID, Offer: 1}),
		rec(4, queue.RecEnded, queue.Record{Agent: p.mira.ID, Reason: string(queue.EndNoAnswer), By: queue.BySystem})}
	if err := p.store.WriteEvents(records[:3]); err != nil {
		t.Fatal(err)
	}
	if live, err := p.store.Unended(t.Context()); err != nil || len(live) != 1 || !live[0].Outgoing {
		t.Errorf("without an end: %+v, %v", live, err)
	}
	if err := p.store.WriteEvents(records[3:]); err != nil {
		t.Fatal(err)
	}
	k, err := p.store.Call(t.Context(), "out-1")
	if err != nil || !k.Outgoing || k.EndReason != queue.EndNoAnswer || k.CallerKey != caller.Key || k.Offers != 1 {
		t.Errorf("got %+v, %v", k, err)
	}
	if events, err := p.store.Events(t.Context(), "out-1"); err != nil || len(events) != 4 || !events[3].Outgoing {
		t.Errorf("got %+v, %v", events, err)
	}
	if lines, err := p.store.Today(t.Context(), at.Add(-time.Hour)); err != nil || len(lines) != 0 {
		t.Errorf("today: %+v, %v", lines, err)
	}
}
