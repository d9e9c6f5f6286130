package queue

// Policy is the helpline's rules as data: one JSON file, validated on load, changed live.
// Durations are whole seconds, named …S.
type Policy struct {
	// Skills that agents may have and lines may ask for.
	Skills []Skill `json:"skills"`
	// Lines in the order in which screens show them.
	Lines []Line `json:"lines"`
	// PauseReasons a person may choose from; codes, their labels belong to the screens.
	PauseReasons []string `json:"pause_reasons"`
	// ResumeS is how long a call whose agent was lost waits for that same agent. Default 15.
	ResumeS int `json:"resume_s"`
}

// Line is a public number with its own rules.
type Line struct {
	ID LineID `json:"id"`
	// Number as people know it, "116-111".
	Number string `json:"number"`
	// Name in each language, by language code.
	Name map[string]string `json:"name"`
	// Priority: a higher one is served first.
	Priority int `json:"priority"`
	// Steps are the call's needs, the narrowest first; they widen with waiting.
	Steps []Step `json:"steps"`
	// OfferS is how long a phone rings before the offer counts as missed. Default 20.
	OfferS int `json:"offer_s"`
	// WrapUpS is the longest wrap-up, after which the agent is idle again; 0 is without limit.
	WrapUpS int `json:"wrap_up_s"`
	// Greeting is the prompt played on arrival; empty for none.
	Greeting string `json:"greeting"`
}

// Step is what a call asks of an agent from AfterS seconds of waiting on.
type Step struct {
	AfterS int    `json:"after_s"`
	Roles  []Role `json:"roles,omitempty"` // any of; empty is anybody
	Needs  []Need `json:"needs,omitempty"` // all of
}

// Need is one skill at a least level.
type Need struct {
	Skill Skill `json:"skill"`
	Level Level `json:"level"`
}
