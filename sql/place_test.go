package sql_test

import (
	"errors"
	"testing"

	"alo116/agent/form"
	"alo116/queue"
	"alo116/sql/casework"
)

func TestWhoCallsAPlaceIsProvenAndTheCaseTellsIt(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.contact("116111", "child_self", "at home", anna, 0)
	home, err := p.store.Cases().Begin(t.Context(), p.mira.ID, p.mira.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	before := verified(t, p.store).Size
	call := form.PlaceCall{Call: "out-place-1", By: p.mira.ID, Place: "+355690000077", Name: "Njësia, Bashkia Provë", Case: home.ID}
	err = p.store.CalledPlace(t.Context(), call, func(w form.Whose) error {
		if w.Agent != p.mira.ID || w.Team != p.mira.Team {
			t.Errorf("whose it is: %+v", w)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	call.Case, call.Name, call.Place = "", "", "112"
	if err := p.store.CalledPlace(t.Context(), call, nil); err != nil {
		t.Fatal(err)
	}
	if after := verified(t, p.store).Size; after != before+2 {
		t.Errorf("%d acts", after-before)
	}
	events, err := p.store.Cases().Timeline(t.Context(), home.ID)
	if err != nil || events[0].Kind != casework.Called || events[0].Words != "Njësia, Bashkia Provë" || events[0].Actor != p.mira.ID || events[0].Value != nil {
		t.Errorf("the case tells %+v, %v", events[0], err)
	}
	if told := count(t, p.store, `SELECT count(*) FROM audit WHERE action = 'place.called' AND actor = $1 AND object IN ('place:112', 'place:+355690000077')`, string(p.mira.ID)); told != 2 {
		t.Errorf("%d entries of the audit trail", told)
	}
}

func TestACallThatIsNotAllowedLeavesNothing(t *testing.T) {
	t.Parallel()
	p := newPast(t)
	c := p.contact("116111", "child_self", "at home", anna, 0)
	home, err := p.store.Cases().Begin(t.Context(), p.mira.ID, p.mira.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	before, refuses := verified(t, p.store).Size, errors.New("not for you")
	for about, why := range map[string]error{home.ID: refuses, "nonsense": form.ErrNotYours, "8a1f7b5e-0000-4000-8000-000000000000": form.ErrNotYours} {
		call := form.PlaceCall{Call: queue.PlacePrefix + "1", By: p.mira.ID, Place: "112", Case: about}
		if err := p.store.CalledPlace(t.Context(), call, func(form.Whose) error { return refuses }); !errors.Is(err, why) {
			t.Errorf("%s: %v", about, err)
		}
	}
	events, err := p.store.Cases().Timeline(t.Context(), home.ID)
	if err != nil || events[0].Kind == casework.Called || verified(t, p.store).Size != before {
		t.Errorf("something was kept: %+v, %v", events[0], err)
	}
}
