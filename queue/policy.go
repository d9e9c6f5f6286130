package queue

import "slices"

// Policy is the helpline's rules as data: one JSON file, validated on load, changed live.
// Durations are whole seconds, named …S. [ParsePolicy] reads one, [Policy.Check] judges one.
type Policy struct {
	// Schema may tell an editor where [PolicySchema] is; it has no other meaning.
	Schema string `json:"$schema,omitempty"`
	// Skills that agents may have and lines may ask for.
	Skills []Skill `json:"skills,omitempty"`
	// Lines in the order in which screens show them.
	Lines []Line `json:"lines"`
	// PauseReasons a person may choose from; codes, their labels belong to the screens.
	PauseReasons []string `json:"pause_reasons,omitempty"`
	// TransferTo are the places outside, of the allow-list ("duty"), that a counsellor may give a talk to or bring into it, beside those that
	// the lines divert to.
	TransferTo []string `json:"transfer_to,omitempty"`
	// ResumeS is how long a call whose agent was lost waits for that same agent. Default 15.
	ResumeS int `json:"resume_s,omitempty"`
	// RoundS is how long a refused offer keeps a call from that agent while others are left. Default 60.
	RoundS int `json:"round_s,omitempty"`
	// RestS is how long it does when nobody else is left. Default 5.
	RestS int `json:"rest_s,omitempty"`
	// Reserve keeps agents free for higher priorities.
	Reserve []Reserve `json:"reserve,omitempty"`
	// WaitingRoom is the most calls that may wait on all lines together; absent is no limit.
	WaitingRoom *int `json:"waiting_room,omitempty"`
	// Team is how many agents the helpline has at most; absent if that is not known.
	Team int `json:"team,omitempty"`
}

// Line is a public number with its own rules.
type Line struct {
	ID LineID `json:"id"`
	// Number as people know it, "116-111".
	Number string `json:"number,omitempty"`
	// Name in each language, by language code.
	Name map[string]string `json:"name,omitempty"`
	// Priority: a higher one is served first.
	Priority int `json:"priority,omitempty"`
	// Steps are the call's needs, the narrowest first; they widen with waiting. None is anybody.
	Steps []Step `json:"steps,omitempty"`
	// Prefer chooses among free agents who meet the needs. Default longest_idle.
	Prefer Preference `json:"prefer,omitempty"`
	// OfferS is how long a phone rings before the offer counts as missed. Default 20.
	OfferS int `json:"offer_s,omitempty"`
	// WrapUpS is the longest wrap-up, after which the agent is idle again; 0 is without limit.
	WrapUpS int `json:"wrap_up_s,omitempty"`
	// NoWrapUp makes agents idle as soon as the call is over.
	NoWrapUp bool `json:"no_wrap_up,omitempty"`
	// KeepNumber keeps the caller's number, sealed, with the contact, so that it can be revealed for a reason, and so that who said
	// that it is safe can be called back. Otherwise it is only recognised, and neither can be done.
	KeepNumber bool `json:"keep_number,omitempty"`
	// Greeting is the prompt played on arrival; empty for none.
	Greeting string `json:"greeting,omitempty"`
	// Menu is what a caller may choose from by a key, between the greeting and the wait; nil is no menu.
	Menu *Menu `json:"menu,omitempty"`
	// RememberS is how long the counsellor a caller talked with last is preferred. 0 is not at all.
	RememberS int `json:"remember_s,omitempty"`
	// HoldS is how long a call waits for that counsellor alone while they are busy.
	HoldS int `json:"hold_s,omitempty"`
	// TransferS is how long a transferred call waits for whom it was transferred to. Default 60.
	TransferS int `json:"transfer_s,omitempty"`
	// WaitingRoom is the most calls that may wait on this line; absent is no limit.
	WaitingRoom *int `json:"waiting_room,omitempty"`
	// MaxWaitS is the longest wait before Overflow; 0 is without limit.
	MaxWaitS int `json:"max_wait_s,omitempty"`
	// Overflow is what becomes of a call that finds the room full or has waited too long.
	Overflow Exit `json:"overflow,omitzero"`
	// Shut closes the line by hand, whatever its hours.
	Shut bool `json:"shut,omitempty"`
	// Hours when the line is open; absent is always.
	Hours *Hours `json:"hours,omitempty"`
	// Closed is what becomes of a call outside the hours.
	Closed Exit `json:"closed,omitzero"`
	// Announce is what waiting callers hear beside the music.
	Announce []Announcement `json:"announce,omitempty"`
}

// AllSteps are the needs of all its callers: the line's own, and those of its menu's choices.
func (l *Line) AllSteps() []Step {
	all := slices.Clone(l.Steps)
	if l.Menu != nil {
		for _, c := range l.Menu.Choices {
			all = append(all, c.Steps...)
		}
	}
	return all
}

// Menu asks a caller to press a key. Whoever presses none, or a wrong one, waits without a choice: a menu never sends anybody away.
type Menu struct {
	// Prompt says what there is to choose from.
	Prompt string `json:"prompt"`
	// WaitS is how long a key is waited for after it. Default 5.
	WaitS int `json:"wait_s,omitempty"`
	// Again is how often it is said again to who pressed nothing, or a wrong key. 0 is not at all.
	Again   int      `json:"again,omitempty"`
	Choices []Choice `json:"choices"`
}

// Choice is what one key of a menu means.
type Choice struct {
	// Key is one of 0123456789*#.
	Key string `json:"key"`
	// Code names the choice in the journal and the statistics, for ever.
	Code string `json:"code"`
	// Name in each language, by language code, as counsellors are told it.
	Name map[string]string `json:"name,omitempty"`
	// Steps are the needs of who chose so, instead of the line's.
	Steps []Step `json:"steps,omitempty"`
	// Priority of who chose so, instead of the line's.
	Priority *int `json:"priority,omitempty"`
}

// Step is what a call asks of an agent from AfterS seconds of waiting on, beside whom the steps
// before it allow: needs only ever widen. A step is taken early, at once, when nobody signed in
// could ever meet the steps before it.
type Step struct {
	AfterS int    `json:"after_s,omitempty"`
	Roles  []Role `json:"roles,omitempty"`  // any of; empty is anybody
	Needs  []Need `json:"needs,omitempty"`  // all of
	AnyOf  []Need `json:"any_of,omitempty"` // at least one of
	// Divert sends the caller to a destination outside ("duty") instead of asking for an agent.
	Divert string `json:"divert,omitempty"`
	// OnTime forbids taking this step early.
	OnTime bool `json:"on_time,omitempty"`
}

// Need is one skill at a least level, 1 if not given.
type Need struct {
	Skill Skill `json:"skill"`
	Level Level `json:"level,omitempty"`
}

// Preference says whom a call takes among free agents who meet its needs.
type Preference string

// The preferences. Whatever they leave equal is decided by who has been idle longest.
const (
	LongestIdle  Preference = "longest_idle"  // idle for the longest time
	ClosestLevel Preference = "closest_level" // the least skilled of the able: experts stay free
	LeastBusy    Preference = "least_busy"    // worked for the smallest share of their time on duty
)

// Reserve keeps Agents of those who could take a call free for higher priorities: a call of a
// priority below BelowPriority starts only while more than Agents suitable agents are free.
type Reserve struct {
	BelowPriority int `json:"below_priority"`
	Agents        int `json:"agents"`
}

// Exit is a way out without a counsellor: Divert to a destination, or else Prompt and the end.
type Exit struct {
	Prompt string `json:"prompt,omitempty"`
	Divert string `json:"divert,omitempty"`
}

// Announcement is said to a waiting caller at AfterS and then every EveryS seconds; it never delays a match.
type Announcement struct {
	AfterS int     `json:"after_s"`
	EveryS int     `json:"every_s,omitempty"` // 0 is once
	Say    Telling `json:"say"`
	// Prompt is the recording; one that tells a number is a recording for each, "PROMPT-3".
	Prompt string `json:"prompt"`
	// Most is the largest number said (a position, minutes); beyond it nothing is said. 0 is no limit.
	Most int `json:"most,omitempty"`
}

// Telling is what an announcement tells.
type Telling string

// What may be told.
const (
	TellComfort  Telling = "comfort"  // only the prompt
	TellPosition Telling = "position" // how many are served before this caller, this one included
	TellWait     Telling = "wait"     // minutes still to wait, or nothing if that would be a guess
)

// Hours are a line's opening hours in its own time zone.
type Hours struct {
	Zone string `json:"zone"` // IANA name, "Europe/Tirane"
	// Week holds the ordinary spans. One that ends at or before its beginning lasts into the next day.
	Week []WeekSpan `json:"week,omitempty"`
	// Holidays are days without ordinary hours, "2026-11-28" or every year "11-28".
	Holidays []string `json:"holidays,omitempty"`
	// Exceptions replace the ordinary hours of their day, also on a holiday.
	Exceptions []DaySpan `json:"exceptions,omitempty"`
}

// WeekSpan is open time on days of the week.
type WeekSpan struct {
	Days []string `json:"days"` // "mon" … "sun"
	From string   `json:"from"` // "08:00"
	To   string   `json:"to"`   // "24:00" at the latest
}

// DaySpan is open time on one date; with From and To empty the whole day is closed.
type DaySpan struct {
	Date string `json:"date"` // "2026-12-31"
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}
