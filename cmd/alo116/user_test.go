package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/web"
)

func TestEveryRoleMayBeAdded(t *testing.T) {
	field, _ := reflect.TypeFor[addUser]().FieldByName("Role")
	var offered []queue.Role
	for word := range strings.SplitSeq(field.Tag.Get("enum"), ",") {
		offered = append(offered, queue.Role(word))
	}
	if !slices.Equal(offered, roles.All()) {
		t.Errorf("user add knows %v, the table of roles %v", offered, roles.All())
	}
}

func TestForgettingFactorsAsksForAProof(t *testing.T) {
	field, _ := reflect.TypeFor[forgetFactors]().FieldByName("Proof")
	if offered := strings.Split(field.Tag.Get("enum"), ","); !slices.Equal(offered, sql.Proofs) {
		t.Errorf("user forget-factors knows %v, the trail %v", offered, sql.Proofs)
	}
	h := newHelpline(t, "+355 69 000 0012")
	if code, _, errs := h.typed(t, "kalorësi i kuq 7\n", "user", "add", "arta", "--name", "Arta", "--role", "admin", "--own"); code != 0 {
		t.Fatal(errs)
	}
	for _, said := range [][]string{nil, {"--proof", "by_telephone"}} {
		if code, _, errs := h.typed(t, "", append([]string{"user", "forget-factors", "arta"}, said...)...); code == 0 || !strings.Contains(errs, "--proof") {
			t.Errorf("with %v: exit %d, %s", said, code, errs)
		}
	}
	if code, _, errs := h.typed(t, "", "user", "forget-factors", "arta", "--proof", "two_colleagues"); code != 0 {
		t.Fatal(errs)
	}
	page, err := h.store.AuditEntries(t.Context(), sql.AuditFilter{Action: "account.factors_forgotten"})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Purpose != "two_colleagues" {
		t.Errorf("the trail says %+v, %v", page, err)
	}
}

func TestPasswordsThatAnybodyWouldGuessAreRefused(t *testing.T) {
	h := newHelpline(t, "+355 69 000 0012")
	const good = "kalorësi i kuq 7"
	for _, word := range []string{good, "", "short", "qwertyuiop", "arta116-arta"} {
		want := map[bool]int{true: 0, false: 1}[word == good]
		for _, args := range [][]string{{"user", "add", "arta", "--name", "Arta", "--role", "psychologist", "--update"}, {"user", "password", "arta"}} {
			if code, _, errs := h.typed(t, word+"\n", args...); code != want || code == 1 && strings.Count(errs, "\n") != 1 {
				t.Errorf("%v with %q: exit %d, %s", args[:2], word, code, errs)
			}
		}
	}
}

func TestAPasswordFromTheCommandLineIsChosenAnew(t *testing.T) {
	h := newHelpline(t, "+355 69 000 0012")
	const word = "kalorësi i kuq 7\n"
	for _, c := range []struct {
		args []string
		once bool
	}{
		{[]string{"user", "add", "arta", "--name", "Arta", "--role", "admin"}, true},
		{[]string{"user", "password", "arta", "--own"}, false},
		{[]string{"user", "password", "arta"}, true},
		{[]string{"user", "add", "arta", "--name", "Arta", "--role", "admin", "--update", "--own"}, false},
		{[]string{"user", "add", "besa", "--name", "Besa", "--role", "admin", "--own"}, false},
	} {
		if code, _, errs := h.typed(t, word, c.args...); code != 0 {
			t.Fatalf("%v: exit %d, %s", c.args, code, errs)
		}
		if p, err := h.store.PersonByLogin(t.Context(), c.args[2]); err != nil || p.PasswordOnce != c.once {
			t.Errorf("%v: to be chosen anew: %v, %v", c.args, p.PasswordOnce, err)
		}
	}
}

// TestTheMachineMakesAPassword that is printed, once, and that its owner chooses another for.
func TestTheMachineMakesAPassword(t *testing.T) {
	h := newHelpline(t, "+355 69 000 0012")
	if code, _, errs := h.typed(t, "kalorësi i kuq 7\n", "user", "add", "arta", "--name", "Arta", "--role", "admin", "--own"); code != 0 {
		t.Fatal(errs)
	}
	code, made, errs := h.typed(t, "", "user", "password", "arta", "--made")
	if code != 0 {
		t.Fatal(errs)
	}
	p, err := h.store.PersonByLogin(t.Context(), "arta")
	if err != nil || !p.PasswordOnce {
		t.Errorf("to be chosen anew: %v, %v", p.PasswordOnce, err)
	}
	if right, err := web.VerifyPassword(p.PasswordHash, strings.TrimSpace(made)); err != nil || !right {
		t.Errorf("what it printed does not sign in: %v", err)
	}
	if code, _, errs := h.typed(t, "", "user", "password", "arta", "--made", "--own"); code == 0 || !strings.Contains(errs, "--own") {
		t.Errorf("made and her own: exit %d, %s", code, errs)
	}
}
