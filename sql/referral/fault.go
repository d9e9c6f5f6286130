package referral

import (
	"slices"

	"alo116/agent/form"
)

// NothingPersonal is what was shared of somebody who stays unknown to the agency.
const NothingPersonal = "nothing_personal"

// overridden is the consent that a duty by law stands in for.
const overridden = "overridden_by_duty"

// Fault names the part of a referral that keeps it in the house: "agency", "grounds", "method", "shared", "consent", "reason",
// "supervisor" or "due"; or what cannot be kept at all: "code", where a code is not of the form, and "long", where words are too many.
type Fault string

func (f Fault) Error() string { return "the referral cannot be so: " + string(f) }

// Sending is what decides whether a referral may leave the house.
type Sending struct {
	Agency  bool   // it is one of the directory, and at work
	Kind    string // of the agency
	Risk    string // of the case
	Grounds []string
	Method  string
	Shared  []string
	Consent string
	Reason  string // for going on without consent
	Due     string // the day by which an answer is waited for
	// Consulted: a supervisor was; Without: why none was.
	Consulted bool
	Without   string
}

// Lacks gives what must be known first; empty if it may go.
func (s Sending) Lacks() Fault {
	unnamed := slices.Equal(s.Shared, []string{NothingPersonal})
	for _, need := range []struct {
		part Fault
		met  bool
	}{
		{"agency", s.Agency},
		{"grounds", len(s.Grounds) > 0},
		{"method", s.Method != ""},
		{"shared", len(s.Shared) > 0 && (unnamed || !slices.Contains(s.Shared, NothingPersonal))},
		{"consent", s.Consent == "yes" || s.overrides() || s.Consent != "" && unnamed},
		{"reason", !s.overrides() || s.Reason != ""},
		{"supervisor", !s.NeedsSupervisor() || s.Consulted || s.Without != ""},
		{"due", s.Due != ""},
	} {
		if !need.met {
			return need.part
		}
	}
	return ""
}

// NeedsSupervisor tells whether a supervisor is to be consulted: where the risk is serious, the child's word is overridden, or
// the police is told. Where none can be reached, it is to be said why.
func (s Sending) NeedsSupervisor() bool {
	risk, _ := form.Offered("risk_level", s.Risk)
	kind, _ := form.Listed(form.AgencyKinds, s.Kind)
	return risk.Has("serious") || kind.Has("police") || s.overrides()
}

func (s Sending) overrides() bool { return s.Consent == overridden }
