package queue

// Explanation tells why an offer went to its agent: who could have taken the call at that moment,
// and why the others were passed over.
type Explanation struct {
	Step       int           `json:"step"`             // index of the policy step that held
	Choice     string        `json:"choice,omitempty"` // of the menu, whose own needs or priority held
	Rule       string        `json:"rule"`             // a Preference, "last_counsellor", "resumed", "asked_for" or "outgoing"
	Signed     int           `json:"signed"`           // agents signed in
	Able       int           `json:"able"`             // of them who meet the needs
	Free       int           `json:"free"`             // of them who were free
	Candidates []AgentID     `json:"candidates"`       // free and suitable, the chosen one first
	Passed     []PassedAgent `json:"passed,omitempty"`
}

// PassedAgent is somebody who was not chosen, and why.
type PassedAgent struct {
	Agent AgentID `json:"agent"`
	Why   string  `json:"why"` // a code: "busy", "not_ready", "unreachable", "skill", "refused"
}
