package form

import (
	"slices"
	"testing"

	"alo116/queue"
)

func TestSealed(t *testing.T) {
	d := second(t)
	for key, want := range map[string]bool{
		"note": true, "child_name": true, "birth_date": true, "incident_words": true, "content_words": true, "referral_words": true,
		"call_type": false, "categories": false, "incidents": false, "perpetrators": false, "referrals": false, "suicide": false, "case": false,
		"not a field": true,
	} {
		if d.Sealed(key) != want {
			t.Errorf("%s is sealed: %v", key, !want)
		}
	}
}

// TestOneWordSealsTheGroup: should a group of codes get a field that may name somebody, all of it is sealed.
func TestOneWordSealsTheGroup(t *testing.T) {
	d := Definition{Fields: []Field{{Key: "g", Type: Group, Max: 1, Fields: []Field{{Key: "a", Type: Bool}, {Key: "b", Type: Text, PII: true}}}}}
	if !d.Sealed("g") {
		t.Error("the group is not sealed")
	}
}

// TestTheMarkIsTheSeal: whoever looks only at a field's own mark seals the same.
func TestTheMarkIsTheSeal(t *testing.T) {
	for _, version := range Sheets() {
		d, _ := Version(version)
		for i := range d.Fields {
			if f := &d.Fields[i]; f.PII != d.Sealed(f.Key) {
				t.Errorf("version %s: %s is marked %v and sealed %v", version, f.Key, f.PII, !f.PII)
			}
		}
	}
}

func TestRoles(t *testing.T) {
	d := second(t)
	for _, c := range []struct {
		field       string
		role        queue.Role
		owner       bool
		see, change bool
	}{
		{"note", queue.Psychologist, true, true, true},
		{"classification", queue.SocialWorker, true, true, false},
		{"classification", queue.Supervisor, false, true, true},
		{"wellbeing", queue.Psychologist, true, true, true},
		{"wellbeing", queue.Psychologist, false, false, false},
		{"wellbeing", queue.Supervisor, false, true, false},
	} {
		f := d.Field(c.field)
		if see, change := f.MaySee(c.role, c.owner), f.MayChange(c.role, c.owner); see != c.see || change != c.change {
			t.Errorf("%s for a %s, owner %v: sees %v, changes %v", c.field, c.role, c.owner, see, change)
		}
	}
}

// TestOnlyWhatOneMaySeeIsSeen tries every field with every way to stand to it.
func TestOnlyWhatOneMaySeeIsSeen(t *testing.T) {
	for _, version := range Sheets() {
		d, _ := Version(version)
		c := Contact{Version: version, Values: Values{"no field of any form": encode("x")}}
		for i := range d.Fields {
			c.Values[d.Fields[i].Key] = encode("x")
		}
		for _, role := range []queue.Role{queue.Psychologist, queue.SocialWorker, queue.Supervisor, "case_manager", "analyst", "auditor", "admin", ""} {
			for _, owner := range []bool{false, true} {
				seen := Seen(c, role, owner)
				for key := range c.Values {
					f := d.Field(key)
					if want := f != nil && f.MaySee(role, owner); (seen[key] != nil) != want {
						t.Errorf("version %s: %s for a %q, owner %v: seen %v", version, key, role, owner, !want)
					}
				}
			}
		}
	}
	if seen := Seen(Contact{Version: "none", Values: Values{"note": encode("x")}}, queue.Supervisor, true); len(seen) != 0 {
		t.Errorf("of no form: %v", seen)
	}
	if !slices.Equal(OwnersOnly("2"), []string{"wellbeing"}) || OwnersOnly("1") != nil || OwnersOnly("none") != nil {
		t.Errorf("for owners only: %v, %v", OwnersOnly("2"), OwnersOnly("1"))
	}
}
