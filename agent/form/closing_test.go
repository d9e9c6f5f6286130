package form

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// full is a contact that can be closed.
const full = `{"call_type":"child_self","child_age":"unknown","child_gender":"unknown","place":["unknown"],"categories":["peer_friends"],
 "immediate_danger":"no","risk_level":"low","directions":["counselling"],"note":"words"}`

// TestClosing changes a contact that can be closed, and looks at what then stands in the way.
func TestClosing(t *testing.T) {
	const police = `[{"id":"r1","agency":"police_cyber"}]`
	for _, c := range []struct{ changed, want string }{
		{`{}`, ""},
		{`{"note":" "}`, "note required"},
		{`{"categories":[]}`, "categories required"},
		{`{"call_type":null}`, "call_type required"},
		{`{"call_type":"silent","categories":["nonsense"],"risk_level":"emergency"}`, ""},
		{`{"categories":["nonsense"]}`, "categories no_code"},
		{`{"call_type":"followup","child_age":null,"child_gender":null,"place":null}`, "case required"},
		{`{"call_type":"followup","case":"C-12"}`, ""},
		{`{"case_decision":"attach"}`, "case required"},
		{`{"immediate_danger":"yes"}`, "danger_actions required"},
		{`{"immediate_danger":"yes","danger_actions":["called_129"]}`, ""},
		{`{"risk_level":"high"}`, "supervisor_consulted required"},
		{`{"risk_level":"emergency"}`, "supervisor_consulted required"},
		{`{"risk_level":"medium"}`, ""},
		{`{"risk_level":"high","supervisor_consulted":"consulted"}`, "supervisor required"},
		{`{"risk_level":"high","supervisor_consulted":"consulted","supervisor":"7d0c"}`, ""},
		{`{"risk_level":"high","supervisor_consulted":"unreachable"}`, "supervisor_reason required"},
		{`{"risk_level":"high","supervisor_consulted":"unreachable","supervisor_reason":"alone at night"}`, ""},
		{`{"risk_level":"low","supervisor_consulted":"not_needed"}`, ""},
		{`{"consent_to_share":"overridden_by_duty"}`, "consent_reason required, supervisor_consulted required"},
		{`{"consent_to_share":"overridden_by_duty","consent_reason":"duty","supervisor_consulted":"consulted","supervisor":"x"}`, ""},
		{`{"directions":["referral"]}`, "referrals required"},
		{`{"directions":["referral"],"referrals":[{"id":"r1"}]}`, "referrals required"},
		{`{"directions":["referral"],"referrals":[{"id":"r1","agency":"school"},{"id":"r2","feedback_to_child":"yes"}]}`, "referrals r2 agency required"},
		{`{"directions":["referral"],"referrals":[{"id":"r1","agency":"school","state":"sent"}]}`, "referrals r1 consent required"},
		{`{"directions":["referral"],"referrals":[{"id":"r1","agency":"school","state":"drafted"}]}`, ""},
		{`{"directions":["referral"],"referrals":` + police + `}`, "supervisor_consulted required"},
		{`{"directions":["counselling"],"referrals":` + police + `}`, ""}, // hidden: it does not speak
		{`{"directions":["referral"],"referrals":[{"id":"r1","agency":"school","consent":"overridden_by_duty"}]}`,
			"consent_reason required, supervisor_consulted required"},
	} {
		values := changed(t, full, c.changed)
		var got []string
		for _, p := range Check("2", values) {
			got = append(got, strings.Join(strings.Fields(fmt.Sprint(p.Field, " ", p.Item, " ", p.Part, " ", p.Code)), " "))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s: %q, want %q", c.changed, got, c.want)
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
