package ari

import (
	"slices"
	"testing"

	"alo116/ari/aritest"
	"alo116/queue"
)

func TestAccountsOfAPerson(t *testing.T) {
	b := setup(t)
	one, err := b.Account(t.Context(), "drita")
	two, _ := b.Account(t.Context(), "drita")
	other, _ := b.Account(t.Context(), "artan")
	if err != nil || one != two || one == other || len(one.Password) != 32 {
		t.Fatalf("accounts: %v", err)
	}
	if err := b.Revoke(t.Context(), "drita"); err != nil {
		t.Fatalf("revoke: %v", err)
	}
	if users := b.asterisk.Users(); !slices.Equal(users, []string{other.User}) {
		t.Errorf("accounts: %v", users)
	}
	three, _ := b.Account(t.Context(), "drita")
	if three == one {
		t.Error("the revoked account is back")
	}
}

func TestAccountIsPromisedWhileAsteriskIsAway(t *testing.T) {
	b := setup(t)
	b.asterisk.Break(aritest.Fault{Match: "GET /events", From: 1, To: 5, Status: 503})
	b.asterisk.Drop()
	want(b, queue.LinkDown{})
	acc, err := b.Account(t.Context(), "drita")
	if err != nil {
		t.Fatalf("account: %v", err)
	}
	expect[queue.LinkUp](b)
	b.eventually(func() bool { return slices.Equal(b.asterisk.Users(), []string{acc.User}) })
}

func TestAccountThatAsteriskDoesNotKnowAtOnce(t *testing.T) {
	b := setup(t)
	b.asterisk.Break(aritest.Fault{Match: "/subscription", From: 1, To: 3, Status: 422})
	b.agent("drita")
	b.asterisk.Await(4, "/subscription")
}

func TestAccountThatCannotBeMade(t *testing.T) {
	b := setup(t)
	b.asterisk.Break(aritest.Fault{Match: "PUT /asterisk/config", Status: 403})
	if acc, err := b.Account(t.Context(), "drita"); err == nil || acc != (Account{}) {
		t.Fatalf("an account in spite of all: %v", err)
	}
	b.asterisk.Mend()
	b.agent("drita")
}
