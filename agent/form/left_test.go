package form

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"
)

func saying(values map[string]string) Contact {
	c := Contact{Version: "2", Values: Values{}}
	for key, value := range values {
		c.Values[key] = json.RawMessage(value)
	}
	return c
}

func TestWhatAContactLeavesToBeDone(t *testing.T) {
	for _, of := range []struct {
		says map[string]string
		want string
	}{
		{map[string]string{"call_type": `"child_self"`}, ""},
		{map[string]string{"call_type": `"child_self"`, "directions": `["counselling"]`, "next_session_at": `{"at":"2026-12-01T15:30"}`, "follow_up_date": `{"at":"2026-12-03"}`},
			"next_talk 2026-12-01 15:30, follow_up 2026-12-03 00:00, "},
		{map[string]string{"call_type": `"child_self"`, "next_session_at": `{"at":"2026-12-01T15:30"}`}, ""}, // the question is not on the screen
		{map[string]string{"call_type": `"child_self"`, "follow_up_date": `{"at":"2026-12"}`}, "follow_up 2026-12-01 00:00, "},
		{map[string]string{"call_type": `"silent"`, "follow_up_date": `{"at":"2026-12-03"}`, "propose_warning": `true`}, ""},
		{map[string]string{"call_type": `"complaint"`}, "complaint , "},
		{map[string]string{"call_type": `"abusive"`, "propose_warning": `true`}, "warning , "},
		{map[string]string{"call_type": `"abusive"`, "propose_warning": `false`}, ""},
	} {
		got := ""
		for _, l := range LeftBy(saying(of.says), time.UTC) {
			due := ""
			if !l.Due.IsZero() {
				due = l.Due.Format("2006-01-02 15:04")
			}
			got += fmt.Sprintf("%s %s, ", l.Kind, due)
		}
		if got != of.want {
			t.Errorf("%v leaves %q, not %q", of.says, got, of.want)
		}
	}
	if left := LeftBy(Contact{Version: "of another time", Values: Values{"call_type": encode("complaint")}}, time.UTC); left != nil {
		t.Errorf("a form that nobody knows leaves %v", left)
	}
}

func TestTheReferralsThatAContactTells(t *testing.T) {
	says := map[string]string{"call_type": `"child_self"`, "directions": `["referral"]`,
		"referrals":      `[{"id":"r1","agency":"school","grounds":["neglect","of another time"],"method":"phone","state":"drafted"},{"id":"r2"},{"id":"r3","agency":"moon"}]`,
		"referral_words": `[{"id":"r1","recipient":"Agent Provë"},{"id":"r2","recipient":"nobody"}]`}
	rows := ReferralsOf(saying(says))
	if len(rows) != 1 || rows[0].ID != "r1" || rows[0].Kind != "school" || len(rows[0].Grounds) != 1 || rows[0].Recipient != "Agent Provë" || rows[0].State != "drafted" {
		t.Fatalf("got %+v", rows)
	}
	if rows[0].Method != "" {
		t.Error("how it was told speaks, though it is not on the screen before it was sent")
	}
	says["directions"] = `["counselling"]`
	if rows := ReferralsOf(saying(says)); rows != nil {
		t.Errorf("hidden, they speak: %+v", rows)
	}
}

func TestAnInterpreterIsAskedInAndNotReferredTo(t *testing.T) {
	if !AgencyKind("interpreter") || !AgencyKind("njmf") || AgencyKind("moon") || AgencyKind("") {
		t.Error("the kinds of entries of the directory are others")
	}
	if _, referred := Listed(AgencyKinds, "interpreter"); referred {
		t.Error("a case may be referred to an interpreter")
	}
	for _, o := range Helpers() {
		if _, both := Listed(AgencyKinds, o.Code); both || o.Label["sq"] == "" || o.Label["en"] == "" {
			t.Errorf("%s is of both kinds, or has no words", o.Code)
		}
	}
}
