package referral

import (
	"slices"
	"testing"

	"alo116/agent/form"
)

// Every pair of states is either named here or refused.
func TestEveryStepOfAReferral(t *testing.T) {
	may := map[[2]State]bool{
		{Drafted, Sent}:      true,
		{Sent, Acknowledged}: true, {Sent, InProcess}: true, {Sent, OutcomeReceived}: true, {Sent, Refused}: true, {Sent, NoAnswer}: true,
		{Acknowledged, InProcess}: true, {Acknowledged, OutcomeReceived}: true, {Acknowledged, Refused}: true, {Acknowledged, NoAnswer}: true,
		{InProcess, OutcomeReceived}: true, {InProcess, Refused}: true, {InProcess, NoAnswer}: true,
		{OutcomeReceived, InProcess}: true, {OutcomeReceived, Closed}: true,
		{Refused, Sent}: true, {Refused, Closed}: true,
		{NoAnswer, Sent}: true, {NoAnswer, Acknowledged}: true, {NoAnswer, InProcess}: true, {NoAnswer, OutcomeReceived}: true,
		{NoAnswer, Refused}: true, {NoAnswer, Closed}: true,
	}
	all := append(States(), "", "lost")
	for _, from := range all {
		for _, to := range all {
			if from.May(to) != may[[2]State{from, to}] || slices.Contains(from.Next(), to) != from.May(to) {
				t.Errorf("from %q to %q: %v", from, to, from.May(to))
			}
		}
	}
	Drafted.Next()[0] = Closed
	if Drafted.May(Closed) {
		t.Error("the table was changed by its answer")
	}
}

func TestTheStatesAreTheForms(t *testing.T) {
	for _, s := range States() {
		o, ok := form.Listed("referral_states", string(s))
		if !ok || o.Has("gone") != (s != Drafted) {
			t.Errorf("%s: %+v", s, o)
		}
		if s.Waits() != slices.Contains(Waiting(), string(s)) {
			t.Errorf("%s waits in one list and not in the other", s)
		}
	}
	if o, ok := form.Listed("consents", overridden); !ok || !o.Has("override") {
		t.Error("the form has no consent that a duty stands in for")
	}
	if _, ok := form.Offered("referrals.shared", NothingPersonal); !ok {
		t.Error("the form knows nobody who stays unknown")
	}
}

func TestWhatKeepsAReferralInTheHouse(t *testing.T) {
	good := Sending{Agency: true, Kind: "njmf", Risk: "low", Grounds: []string{"neglect"}, Method: "phone", Shared: []string{"name"}, Consent: "yes", Due: "2026-03-14"}
	if lacks := good.Lacks(); lacks != "" || good.NeedsSupervisor() {
		t.Fatalf("a good one lacks %q", lacks)
	}
	for _, c := range []struct {
		name  string
		spoil func(*Sending)
		want  Fault
	}{
		{"no agency", func(s *Sending) { s.Agency = false }, "agency"},
		{"no grounds", func(s *Sending) { s.Grounds = nil }, "grounds"},
		{"no method", func(s *Sending) { s.Method = "" }, "method"},
		{"nobody says what is shared", func(s *Sending) { s.Shared = nil }, "shared"},
		{"nothing personal, and the name", func(s *Sending) { s.Shared = []string{NothingPersonal, "name"} }, "shared"},
		{"no consent", func(s *Sending) { s.Consent = "no" }, "consent"},
		{"nobody asked", func(s *Sending) { s.Consent = "" }, "consent"},
		{"no consent, and nothing personal", func(s *Sending) { s.Consent, s.Shared = "no", []string{NothingPersonal} }, ""},
		{"overridden without a reason", func(s *Sending) { s.Consent = overridden }, "reason"},
		{"overridden with a reason", func(s *Sending) { s.Consent, s.Reason = overridden, "law" }, "supervisor"},
		{"overridden, with a supervisor", func(s *Sending) { s.Consent, s.Reason, s.Consulted = overridden, "law", true }, ""},
		{"serious", func(s *Sending) { s.Risk = "high" }, "supervisor"},
		{"serious, and no supervisor was there", func(s *Sending) { s.Risk, s.Without = "emergency", "nobody answered" }, ""},
		{"to the police", func(s *Sending) { s.Kind = "police_local" }, "supervisor"},
		{"no day", func(s *Sending) { s.Due = "" }, "due"},
	} {
		s := good
		c.spoil(&s)
		if got := s.Lacks(); got != c.want {
			t.Errorf("%s: lacks %q, want %q", c.name, got, c.want)
		}
	}
}
