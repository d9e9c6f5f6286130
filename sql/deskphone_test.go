package sql_test

import (
	"context"
	"errors"
	"testing"

	"alo116/queue"
	"alo116/sql"
)

func TestADeskPhoneIsKeptSealedForItsOwner(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, other := person(t, store, "mira"), person(t, store, "other")
	if _, err := store.DeskPhone(t.Context(), p.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("before there is one: %v", err)
	}
	if err := store.UseDeskPhone(t.Context(), p.ID, true); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("used before there is one: %v", err)
	}
	for _, password := range []string{"canary-old", "canary-new"} {
		if err := store.SetDeskPhone(t.Context(), p.ID, "alo116-desk-"+password, password); err != nil {
			t.Fatal(err)
		}
		if err := store.UseDeskPhone(t.Context(), p.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	all, err := store.DeskPhones(t.Context())
	if err != nil || len(all) != 1 || all[0].Person != p.ID || all[0].User != "alo116-desk-canary-new" || all[0].Password != "canary-new" || !all[0].Used {
		t.Errorf("listed %+v, %v", all, err)
	}
	if now, err := store.PersonByID(t.Context(), p.ID); err != nil || !now.DeskPhone {
		t.Errorf("the person is said to have none: %v", err)
	}
	if n := count(t, store, `SELECT count(*) FROM desk_phone WHERE position(convert_to('canary', 'UTF8') IN secret) > 0`); n != 0 {
		t.Error("the password lies open in the database")
	}
	if err := store.Exec(t.Context(), `UPDATE desk_phone SET person = $1`, other.ID); err != nil {
		t.Fatal(err)
	}
	if all, err := store.DeskPhones(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("it opens for another: %+v, %v", all, err)
	}
}

// TestADeskPhoneEndsWithItsOwnersSessions, by whatever ends all of them: it may be a thief's.
func TestADeskPhoneEndsWithItsOwnersSessions(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	change := func(c sql.PersonChange) func(context.Context, queue.AgentID) error {
		return func(ctx context.Context, id queue.AgentID) error {
			after, err := store.ChangePerson(ctx, id, c)
			if after.DeskPhone {
				t.Errorf("%s is said to have one still", after.Login)
			}
			return err
		}
	}
	for login, end := range map[string]func(context.Context, queue.AgentID) error{
		"disabled": change(sql.PersonChange{Disabled: new(true)}), "role": change(sql.PersonChange{Role: new(queue.Role("analyst"))}),
		"reset": change(sql.PersonChange{PasswordHash: new(someHash), PasswordOnce: new(true)}), "ended": store.EndSessions,
		"forgotten": func(ctx context.Context, id queue.AgentID) error { return store.ForgetFactors(ctx, id, "id_seen") },
	} {
		p := person(t, store, login)
		if err := store.SetDeskPhone(t.Context(), p.ID, "desk-"+login, "secret"); err != nil {
			t.Fatal(err)
		}
		if after, err := store.ChangePerson(t.Context(), p.ID, sql.PersonChange{Name: new("Another")}); err != nil || !after.DeskPhone {
			t.Errorf("%s has none under another name: %v", login, err)
		}
		if err := store.ChangePassword(t.Context(), p.ID, p.Era, someHash, "token"); err != nil || count(t, store, `SELECT count(*) FROM desk_phone WHERE person = $1`, p.ID) != 1 {
			t.Errorf("%s has none after they chose a password: %v", login, err)
		}
		if err := end(t.Context(), p.ID); err != nil {
			t.Errorf("%s: %v", login, err)
		}
		if err := store.RemoveDeskPhone(t.Context(), p.ID); !errors.Is(err, sql.ErrNotFound) {
			t.Errorf("%s: removed twice: %v", login, err)
		}
		page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: "account.desk_phone_removed", Object: "person:" + string(p.ID)})
		if err != nil || len(page.Entries) != 1 {
			t.Errorf("%s: in the trail: %+v, %v", login, page, err)
		}
	}
	if all, err := store.DeskPhones(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("left: %+v, %v", all, err)
	}
}

func TestADeskPhoneIsRemovedWithItsProof(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	p, boss := person(t, store, "mira"), admin(t, store, "boss")
	if err := store.SetDeskPhone(t.Context(), p.ID, "desk-mira", "secret"); err != nil {
		t.Fatal(err)
	}
	if err := store.RemoveDeskPhone(sql.ActingAs(t.Context(), boss.ID), p.ID); err != nil {
		t.Fatal(err)
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: "account.desk_phone_removed"})
	if err != nil || len(page.Entries) != 1 || page.Entries[0].Actor != boss.ID {
		t.Errorf("in the trail: %+v, %v", page, err)
	}
}
