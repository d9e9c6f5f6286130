package sql_test

import (
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"alo116/sql"
)

func theDirectory(t *testing.T) sql.Entries {
	t.Helper()
	text, err := os.ReadFile("../deploy/directory.json")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := sql.ReadEntries(text)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestTheDirectoryIsFilledOnce(t *testing.T) {
	t.Parallel()
	store, entries := fresh(t), theDirectory(t)
	var filled atomic.Int32
	var group sync.WaitGroup
	for range 4 { // instances that start at once
		group.Go(func() {
			n, err := store.Directory().Fill(t.Context(), entries)
			if err != nil {
				t.Error(err)
			}
			filled.Add(int32(n))
		})
	}
	group.Wait()
	all, err := store.Directory().List(t.Context())
	if err != nil || len(all) != len(entries.Agencies) || int(filled.Load()) != len(all) {
		t.Errorf("%d entries of %d, %d were told, %v", len(all), len(entries.Agencies), filled.Load(), err)
	}
	units := map[string]bool{}
	for _, a := range all {
		if a.Kind == "njmf" {
			units[strings.Join(a.Places, " ")] = true
			if len(a.Phones) > 0 || a.Callable {
				t.Errorf("%s has a number that no public source names", a.Name)
			}
		}
	}
	if len(units) != 61 {
		t.Errorf("%d municipalities have a child-protection unit", len(units))
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Action: "directory.filled"})
	if err != nil || len(page.Entries) != 1 {
		t.Errorf("the trail: %+v, %v", page, err)
	}
}

func TestAnEntryKeepsItsVersions(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	vera := person(t, store, "vera")
	d := store.Directory()
	first, err := d.Save(t.Context(), sql.Agency{Kind: "njmf", Name: " Njësia, Bashkia Provë ", Places: []string{"al224"}, Active: true}, vera.ID)
	if err != nil || first.Rev != 1 || first.Name != "Njësia, Bashkia Provë" || first.By != vera.ID {
		t.Fatalf("%+v, %v", first, err)
	}
	change := first
	change.Phones, change.Callable = []string{"(04) 000-116", ""}, true
	second, err := d.Save(t.Context(), change, vera.ID)
	if err != nil || second.Rev != 2 || second.Phones[0] != "04000116" || len(second.Phones) != 1 {
		t.Fatalf("%+v, %v", second, err)
	}
	if _, err := d.Save(t.Context(), change, vera.ID); !errors.Is(err, sql.ErrAgencyChanged) {
		t.Errorf("on a version that is not the newest: %v", err)
	}
	unknown := change
	unknown.ID = uuid.NewString()
	if _, err := d.Save(t.Context(), unknown, vera.ID); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("an entry that is not there: %v", err)
	}
	versions, err := d.Versions(t.Context(), first.ID)
	if err != nil || len(versions) != 2 || !versions[0].Callable || versions[1].Callable {
		t.Errorf("%+v, %v", versions, err)
	}
	if err := store.Exec(t.Context(), `UPDATE agency SET name = 'x'`); err == nil {
		t.Error("a version can be changed")
	}
	page, err := store.AuditEntries(t.Context(), sql.AuditFilter{Object: "agency:" + first.ID})
	if err != nil || len(page.Entries) != 2 || page.Entries[0].Action != "agency.changed" || page.Entries[1].Action != "agency.added" || page.Entries[0].Actor != vera.ID {
		t.Errorf("the trail: %+v, %v", page.Entries, err)
	}
	if _, err := d.Versions(t.Context(), "no id"); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("no id: %v", err)
	}
}

func TestOfTwoWhoSaveAtOnceOneIsTold(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	vera := person(t, store, "vera")
	first, err := store.Directory().Save(t.Context(), sql.Agency{Kind: "shelter", Name: "Strehëz", Active: true}, vera.ID)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var saved, told atomic.Int32
	for range 6 {
		group.Go(func() {
			_, err := store.Directory().Save(t.Context(), first, vera.ID)
			switch {
			case err == nil:
				saved.Add(1)
			case errors.Is(err, sql.ErrAgencyChanged):
				told.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if saved.Load() != 1 || told.Load() != 5 {
		t.Errorf("%d saved, %d told", saved.Load(), told.Load())
	}
}

func TestWhatServesAMunicipality(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	vera := person(t, store, "vera")
	for _, a := range []sql.Agency{
		{Kind: "police_emergency", Name: "A everywhere", Phones: []string{"112"}, Callable: true, Active: true},
		{Kind: "ngo", Name: "B everywhere, not by one key", Phones: []string{"00"}, Active: true},
		{Kind: "police_local", Name: "C of the county", Places: []string{"al_11"}, Phones: []string{"0042"}, Callable: true, Active: true},
		{Kind: "njmf", Name: "D of the place, no number", Places: []string{"al224"}, Active: true},
		{Kind: "njmf", Name: "E of another", Places: []string{"al111"}, Phones: []string{"0043"}, Callable: true, Active: true},
		{Kind: "njmf", Name: "F no more", Places: []string{"al224"}, Phones: []string{"0044"}, Callable: true},
	} {
		if _, err := store.Directory().Save(t.Context(), a, vera.ID); err != nil {
			t.Fatal(err)
		}
	}
	for place, want := range map[string]string{"al224": "D C A", "al_11": "C A", "al111": "E A", "unknown": "A", "": "A"} {
		near, err := store.Directory().Near(t.Context(), place)
		var got []string
		for _, a := range near {
			got = append(got, a.Name[:1])
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s (%v)", place, got, want, err)
		}
	}
	callable, err := store.Directory().Callable(t.Context())
	var told []string
	for _, r := range callable {
		told = append(told, r.Number+" "+r.Name[:1])
	}
	if err != nil || strings.Join(told, ", ") != "0042 C, 0043 E, 112 A" {
		t.Errorf("may be rung by one key: %v (%v)", callable, err)
	}
}

func TestWhatAnEntryCannotBeIsNamed(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	vera := person(t, store, "vera")
	good := sql.Agency{Kind: "shelter", Name: "Strehëz"}
	for part, spoil := range map[string]func(*sql.Agency){
		"kind":     func(a *sql.Agency) { a.Kind = "castle" },
		"name":     func(a *sql.Agency) { a.Name = " " },
		"places":   func(a *sql.Agency) { a.Places = []string{"unknown"} },
		"phones":   func(a *sql.Agency) { a.Phones = []string{"ask Arta"} },
		"emails":   func(a *sql.Agency) { a.Emails = []string{"Arta <a@example.org>"} },
		"web":      func(a *sql.Agency) { a.Web = "javascript:alert(1)" },
		"callable": func(a *sql.Agency) { a.Callable = true },
		"long":     func(a *sql.Agency) { a.Notes = strings.Repeat("ë", 1001) },
	} {
		a := good
		spoil(&a)
		_, err := store.Directory().Save(t.Context(), a, vera.ID)
		if fault, is := errors.AsType[sql.AgencyFault](err); !is || string(fault) != part {
			t.Errorf("%s: %v", part, err)
		}
	}
	if _, err := sql.ReadEntries([]byte(`{"agencies":[{"kind":"castle","name":"X"}]}`)); err == nil || !strings.Contains(err.Error(), "entry 1") {
		t.Errorf("a file: %v", err)
	}
	if _, err := sql.ReadEntries([]byte(`{"agency":[]}`)); err == nil {
		t.Error("a file with other words is read")
	}
}
