package form

import "testing"

func TestOthersFindTheFormsOptions(t *testing.T) {
	if o, ok := Listed(Places, "al224"); !ok || o.In == "" {
		t.Errorf("a place: %+v", o)
	}
	if o, ok := Listed(AgencyKinds, "njmf"); !ok || !o.Has("protection") {
		t.Errorf("a kind: %+v", o)
	}
	if o, ok := Offered("risk_level", "emergency"); !ok || !o.Has("serious") {
		t.Errorf("a field's choice: %+v", o)
	}
	if _, ok := Offered("referrals.grounds", "trafficking"); !ok {
		t.Error("a choice of a part of a group is not found")
	}
	for field, code := range map[string]string{"risk_level": "mild", "referrals.moon": "x", "moon": "x", "referrals.grounds": ""} {
		if o, ok := Offered(field, code); ok {
			t.Errorf("%s of %s: %+v", code, field, o)
		}
	}
	if _, ok := Listed("moons", "x"); ok {
		t.Error("a list that is not there has options")
	}
}
