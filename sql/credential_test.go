package sql_test

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"alo116/sql"
)

func TestATOTPCodeCountsOnce(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	if _, err := store.TOTP(t.Context(), p.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("before there is one: %v", err)
	}
	secret := []byte("canary-secret-of-20b")
	if err := store.SetTOTP(t.Context(), p.ID, secret, 100); err != nil {
		t.Fatal(err)
	}
	if got, err := store.TOTP(t.Context(), p.ID); err != nil || !slices.Equal(got, secret) {
		t.Errorf("the secret came back as %q, %v", got, err)
	}
	for _, step := range []int64{99, 100} {
		if err := store.UseTOTP(t.Context(), p.ID, step); !errors.Is(err, sql.ErrUsed) {
			t.Errorf("step %d again: %v", step, err)
		}
	}
	var good atomic.Int32
	var tries sync.WaitGroup
	for range 8 {
		tries.Go(func() {
			if store.UseTOTP(t.Context(), p.ID, 101) == nil {
				good.Add(1)
			}
		})
	}
	tries.Wait()
	if good.Load() != 1 {
		t.Errorf("one code was good %d times", good.Load())
	}
	if n := count(t, store, `SELECT count(*) FROM totp WHERE position(convert_to('canary', 'UTF8') IN secret) > 0`); n != 0 {
		t.Error("the secret lies open in the database")
	}
}

func TestATOTPSecretOpensForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, other := person(t, store, "mira"), person(t, store, "other")
	if err := store.SetTOTP(t.Context(), p.ID, []byte("secret"), 0); err != nil {
		t.Fatal(err)
	}
	if err := store.Exec(t.Context(), `UPDATE totp SET person = $1`, other.ID); err != nil {
		t.Fatal(err)
	}
	if secret, err := store.TOTP(t.Context(), other.ID); err == nil {
		t.Errorf("it opened for another: %q", secret)
	}
}

func TestPasskeysHaveOneOwner(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, other := person(t, store, "mira"), person(t, store, "other")
	key := sql.Passkey{Credential: []byte("c1"), Name: "Laptop", Data: []byte(`{"n":1}`)}
	if err := store.AddPasskey(t.Context(), p.ID, key); err != nil {
		t.Fatal(err)
	}
	if err := store.AddPasskey(t.Context(), other.ID, key); !errors.Is(err, sql.ErrPasskeyKnown) {
		t.Errorf("added twice: %v", err)
	}
	if err := store.UsePasskey(t.Context(), other.ID, key.Credential, key.Data); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("used by another: %v", err)
	}
	if err := store.UsePasskey(t.Context(), p.ID, key.Credential, []byte(`{"n":2}`)); err != nil {
		t.Error(err)
	}
	list, err := store.Passkeys(t.Context(), p.ID)
	if err != nil || len(list) != 1 || list[0].UsedAt == nil || string(list[0].Data) != `{"n": 2}` {
		t.Fatalf("listed %+v, %v", list, err)
	}
	for _, id := range []string{"nonsense", list[0].ID} {
		if err := store.RenamePasskey(t.Context(), other.ID, id, "Mine"); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("renamed by another: %v", err)
		}
		if err := store.RemovePasskey(t.Context(), other.ID, id); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("removed by another: %v", err)
		}
	}
	if err := store.RenamePasskey(t.Context(), p.ID, list[0].ID, "Phone"); err != nil {
		t.Error(err)
	}
	if list, _ = store.Passkeys(t.Context(), p.ID); list[0].Name != "Phone" {
		t.Errorf("it is called %q", list[0].Name)
	}
}

func TestARecoveryCodeCountsOnceAndForItsOwner(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, other := person(t, store, "mira"), person(t, store, "other")
	for _, codes := range [][]string{{"old"}, {"canary-one", "canary-two"}} {
		if err := store.SetRecovery(t.Context(), p.ID, codes); err != nil {
			t.Fatal(err)
		}
	}
	use := func(who sql.Person, code string, want bool) {
		t.Helper()
		if right, err := store.UseRecovery(t.Context(), who.ID, code); err != nil || right != want {
			t.Errorf("%s: %v, %v", code, right, err)
		}
	}
	use(p, "old", false)
	use(other, "canary-one", false)
	use(p, "canary-one", true)
	use(p, "canary-one", false)
	if f, err := store.Factors(t.Context(), p.ID); err != nil || f.Recovery != 1 || f.Any() {
		t.Errorf("factors %+v, %v", f, err)
	}
	if n := count(t, store, `SELECT count(*) FROM recovery_code WHERE strpos(recovery_code::text, 'canary') > 0`); n != 0 {
		t.Error("codes lie in the database")
	}
}

func TestRecoveryCodesGoWithTheLastFactor(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	if err := store.SetTOTP(t.Context(), p.ID, []byte("secret"), 0); err != nil {
		t.Fatal(err)
	}
	if err := store.AddPasskey(t.Context(), p.ID, sql.Passkey{Credential: []byte("c1"), Name: "Laptop", Data: []byte(`{}`)}); err != nil {
		t.Fatal(err)
	}
	if err := store.SetRecovery(t.Context(), p.ID, []string{"one"}); err != nil {
		t.Fatal(err)
	}
	if err := store.RemoveTOTP(t.Context(), p.ID); err != nil {
		t.Fatal(err)
	}
	if f, err := store.Factors(t.Context(), p.ID); err != nil || f != (sql.Factors{Passkeys: 1, Recovery: 1}) {
		t.Errorf("factors %+v, %v", f, err)
	}
	list, err := store.Passkeys(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.RemovePasskey(t.Context(), p.ID, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if f, err := store.Factors(t.Context(), p.ID); err != nil || f != (sql.Factors{}) {
		t.Errorf("factors %+v, %v", f, err)
	}
	if err := store.RemoveTOTP(t.Context(), p.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("removing none: %v", err)
	}
}

func TestASealIsForOneUse(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	box, err := store.Seal("device", []byte("canary"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := store.Unseal("device", box); err != nil || string(text) != "canary" {
		t.Errorf("unsealed %q, %v", text, err)
	}
	if text, err := store.Unseal("another", box); err == nil {
		t.Errorf("it opened for another use: %q", text)
	}
}

func TestASubjectIsOnePerson(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, other := person(t, store, "mira"), person(t, store, "other")
	if _, err := store.PersonBySubject(t.Context(), "https://id.example", "s1"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
	if err := store.BindSubject(t.Context(), "https://id.example", "s1", p.ID); err != nil {
		t.Fatal(err)
	}
	if id, err := store.PersonBySubject(t.Context(), "https://id.example", "s1"); err != nil || id != p.ID {
		t.Errorf("found %s, %v", id, err)
	}
	if err := store.BindSubject(t.Context(), "https://id.example", "s1", other.ID); err == nil {
		t.Error("one subject is two people")
	}
	if err := store.BindSubject(t.Context(), "https://id.example", "s2", p.ID); err == nil {
		t.Error("one person is two subjects")
	}
}

// TestForgettingFactorsIsToldOnce: whose they were is told how it was proven that they asked for it, until they have read it.
func TestForgettingFactorsIsToldOnce(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	if err := store.ForgetFactors(t.Context(), p.ID, "he said so"); !errors.Is(err, sql.ErrNotProven) {
		t.Errorf("without a proof: %v", err)
	}
	if _, err := store.Forgotten(t.Context(), p.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("told of what was not: %v", err)
	}
	boss := person(t, store, "agim")
	for _, proof := range sql.Proofs {
		if err := store.ForgetFactors(sql.ActingAs(t.Context(), boss.ID), p.ID, proof); err != nil {
			t.Fatal(err)
		}
		if f, err := store.Forgotten(t.Context(), p.ID); err != nil || f.Proof != proof || f.By != boss.Name {
			t.Errorf("told: %+v, %v", f, err)
		}
	}
	for range 2 {
		if err := store.ToldForgotten(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
	}
	if f, err := store.Forgotten(t.Context(), p.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("told still: %+v, %v", f, err)
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: "account.forgetting_told"})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Actor != p.ID {
		t.Errorf("the trail says %+v, %v", page, err)
	}
}

// TestForgettingFactorsForgetsTheSubject: whoever took over somebody's sign-in at the provider does not keep it here.
func TestForgettingFactorsForgetsTheSubject(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	if err := store.BindSubject(t.Context(), "https://id.example", "s1", p.ID); err != nil {
		t.Fatal(err)
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: "account.subject_bound", Object: "person:" + string(p.ID)})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Actor != p.ID {
		t.Errorf("the trail says %+v, %v", page, err)
	}
	if err := store.ForgetFactors(t.Context(), p.ID, "two_colleagues"); err != nil {
		t.Fatal(err)
	}
	if id, err := store.PersonBySubject(t.Context(), "https://id.example", "s1"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("still %s, %v", id, err)
	}
}

// TestASubjectIsNotBoundWithoutItsProof refuses every act.
func TestASubjectIsNotBoundWithoutItsProof(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p := person(t, store, "mira")
	if err := store.Exec(t.Context(), `ALTER TABLE audit ADD CHECK (n < 0) NOT VALID`); err != nil {
		t.Fatal(err)
	}
	if err := store.BindSubject(t.Context(), "https://id.example", "s1", p.ID); err == nil {
		t.Error("it was bound")
	}
	if id, err := store.PersonBySubject(t.Context(), "https://id.example", "s1"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("still %s, %v", id, err)
	}
}

// TestAFirstFactorIsTheFirst: who signs in without a second factor adds one only as long as there is none, and only in
// the era in which they gave the password.
func TestAFirstFactorIsTheFirst(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	key := func(name string) sql.Passkey {
		return sql.Passkey{Credential: []byte(name), Name: "Laptop", Data: []byte(`{}`)}
	}
	refused := func(what string, p sql.Person) {
		t.Helper()
		if err := store.SetFirstTOTP(t.Context(), p.ID, p.Era, []byte("thief"), 1); !errors.Is(err, sql.ErrNotFirst) {
			t.Errorf("%s, an app: %v", what, err)
		}
		if err := store.AddFirstPasskey(t.Context(), p.ID, p.Era, key("thief "+p.Login)); !errors.Is(err, sql.ErrNotFirst) {
			t.Errorf("%s, a passkey: %v", what, err)
		}
	}
	app, keyed, reset := person(t, store, "app"), person(t, store, "keyed"), person(t, store, "reset")
	if err := store.SetFirstTOTP(t.Context(), app.ID, app.Era, []byte("secret"), 1); err != nil {
		t.Fatal(err)
	}
	refused("beside an app", app)
	if secret, err := store.TOTP(t.Context(), app.ID); err != nil || string(secret) != "secret" {
		t.Errorf("the app is now %q, %v", secret, err)
	}
	if err := store.AddFirstPasskey(t.Context(), keyed.ID, keyed.Era, key("k1")); err != nil {
		t.Fatal(err)
	}
	refused("beside a passkey", keyed)
	if err := store.SetPassword(t.Context(), reset.ID, someHash); err != nil {
		t.Fatal(err)
	}
	refused("after a reset", reset)
	other := person(t, store, "other")
	if err := store.AddFirstPasskey(t.Context(), other.ID, other.Era, key("k1")); !errors.Is(err, sql.ErrPasskeyKnown) {
		t.Errorf("somebody else's passkey: %v", err)
	}
	var firsts atomic.Int32
	var tries sync.WaitGroup
	for n := range 8 {
		tries.Go(func() {
			err := store.AddFirstPasskey(t.Context(), other.ID, other.Era, key(string(rune('a'+n))))
			if err == nil {
				firsts.Add(1)
			} else if !errors.Is(err, sql.ErrNotFirst) {
				t.Error(err)
			}
		})
	}
	tries.Wait()
	if firsts.Load() != 1 {
		t.Errorf("%d were the first", firsts.Load())
	}
}
