package form

import (
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
	for _, version := range []string{"1", "2"} {
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
