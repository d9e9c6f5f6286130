package form

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// full is a contact that can be closed.
const full = `{"call_type":"child_self","child_age":"unknown","child_gender":"unknown","place":["unknown"],"categories":["peer_friends"],
 "immediate_danger":"no","risk_level":"low","directions":["counselling"],"note":"words"}`

// TestClosing changes a contact that can be closed, and looks at what then stands in the way. The page is held to the same file.
func TestClosing(t *testing.T) {
	var file struct {
		Full  json.RawMessage
		Cases []struct {
			Changed json.RawMessage
			Want    string
		}
	}
	raw, err := os.ReadFile("testdata/closing.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) < 25 {
		t.Fatalf("only %d cases", len(file.Cases))
	}
	for _, c := range file.Cases {
		values := changed(t, string(file.Full), string(c.Changed))
		var got []string
		for _, p := range Check("2", values) {
			got = append(got, strings.Join(strings.Fields(fmt.Sprint(p.Field, " ", p.Item, " ", p.Part, " ", p.Code)), " "))
		}
		if strings.Join(got, ", ") != c.Want {
			t.Errorf("%s: %q, want %q", c.Changed, got, c.Want)
		}
	}
	if Check("999", nil) != nil {
		t.Error("an unknown version asks for something")
	}
}

func changed(t *testing.T, whole, change string) (values Values) {
	t.Helper()
	for _, text := range []string{whole, change} {
		if err := json.Unmarshal([]byte(text), &values); err != nil {
			t.Fatal(err)
		}
	}
	return values
}

// TestShown follows the variants of the form.
func TestShown(t *testing.T) {
	d := second(t)
	for _, c := range []struct{ values, shown, hidden string }{
		{`{}`, "call_type note channel", "child_age missing_type content risk_level propose_warning"},
		{`{"call_type":"silent"}`, "note", "child_age propose_warning"},
		{`{"call_type":"abusive"}`, "propose_warning", "child_age"},
		{`{"call_type":"child_self"}`, "child_age incidents", "caller_name missing_type content suicide"},
		{`{"call_type":"about_child"}`, "caller_name caller_anonymous", "callback_when"},
		{`{"call_type":"about_child","callback_ok":"yes"}`, "callback_when callback_safe_note", ""},
		{`{"call_type":"missing_child"}`, "missing_type caller_name sightings", "content abductor"},
		{`{"call_type":"missing_child","missing_type":"parental_international"}`, "abductor court_order", ""},
		{`{"call_type":"child_self","categories":["mis_wants_to_leave"]}`, "missing_type", "content"},
		{`{"call_type":"online_report"}`, "content classification", "missing_type"},
		{`{"call_type":"child_self","categories":["onl_grooming"]}`, "content", ""},
		{`{"call_type":"child_self","online_related":true}`, "content", ""},
		{`{"call_type":"child_self","online_related":false}`, "", "content"},
		{`{"call_type":"silent","online_related":true}`, "", "content"},
		{`{"call_type":"child_self","categories":["mh_self_harm"]}`, "suicide", ""},
		{`{"call_type":"child_self","self_harm_said":"yes"}`, "suicide", ""},
		{`{"call_type":"child_self","place":["al_11","al224"]}`, "place_unit", "country"},
		{`{"call_type":"child_self","place":["abroad"]}`, "country", "place_unit"},
		{`{"call_type":"child_self","directions":["referral"]}`, "referrals referral_words", "techniques topics"},
		{`{"call_type":"silent","directions":["referral"]}`, "", "referrals"},
	} {
		shown := d.Shown(changed(t, `{}`, c.values))
		for _, key := range strings.Fields(c.shown) {
			if !slices.Contains(shown, key) {
				t.Errorf("%s: %s is hidden", c.values, key)
			}
		}
		for _, key := range strings.Fields(c.hidden) {
			if d.Field(key) == nil || slices.Contains(shown, key) {
				t.Errorf("%s: %s is shown", c.values, key)
			}
		}
	}
}
