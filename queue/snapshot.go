package queue

import "time"

// Snapshot is the whole state of a core as plain data, for a standby, a replay or a test. Moments
// are nanoseconds of the core's own clock; zero is never.
type Snapshot struct {
	Policy   *Policy        `json:"policy"`
	Unlisted []LineID       `json:"unlisted,omitempty"` // lines that callers reached though the policy lacks them
	Epoch    uint64         `json:"epoch"`
	Records  uint64         `json:"records"`
	Seq      uint64         `json:"seq"`
	Now      int64          `json:"now"`
	Skew     int64          `json:"skew,omitempty"`
	Link     bool           `json:"link"`
	Linked   int64          `json:"linked,omitempty"`
	Audited  int64          `json:"audited,omitempty"`
	Calls    []SavedCall    `json:"calls"`  // by seniority
	Agents   []SavedAgent   `json:"agents"` // by sign-in
	Known    []SavedCaller  `json:"known,omitempty"`
	Paces    []SavedPace    `json:"paces,omitempty"`
	Recalled []RecalledCall `json:"recalled,omitempty"`
	Stats    Stats          `json:"stats"`
}

// SavedCall is a call in a [Snapshot].
type SavedCall struct {
	ID        CallID         `json:"id"`
	Caller    Caller         `json:"caller"`
	Line      LineID         `json:"line"`
	Seq       uint64         `json:"seq"`
	State     CallState      `json:"state"`
	Since     int64          `json:"since"`
	Arrived   int64          `json:"arrived"`
	Queued    int64          `json:"queued,omitempty"`
	Connected int64          `json:"connected,omitempty"`
	Step      int            `json:"step,omitempty"`
	Class     int            `json:"class,omitempty"` // its priority, or the largest number when it lost its agent
	Offer     uint32         `json:"offer,omitempty"`
	Legs      uint32         `json:"legs,omitempty"`
	Guests    []SavedGuest   `json:"guests,omitempty"`
	Agent     AgentID        `json:"agent,omitempty"`
	Talker    AgentID        `json:"talker,omitempty"`
	Danger    int64          `json:"danger,omitempty"`
	Giver     AgentID        `json:"giver,omitempty"`
	Asked     *SavedTransfer `json:"asked,omitempty"`
	Holder    AgentID        `json:"holder,omitempty"`
	Held      int64          `json:"held,omitempty"`
	Apart     int64          `json:"apart,omitempty"` // on hold since
	OnHold    time.Duration  `json:"on_hold,omitempty"`
	Muted     int64          `json:"muted,omitempty"`
	Parked    int64          `json:"parked,omitempty"`
	Refusals  []SavedRefusal `json:"refusals,omitempty"`
	Refused   int            `json:"refused,omitempty"`
	Exit      *Command       `json:"exit,omitempty"`
	By        Party          `json:"by,omitempty"`
	Forced    bool           `json:"forced,omitempty"`
	InRoom    bool           `json:"in_room,omitempty"`
	Fresh     bool           `json:"fresh,omitempty"`
	Said      int64          `json:"said,omitempty"`
	StepAt    int64          `json:"step_at,omitempty"`
	Waited    time.Duration  `json:"waited,omitempty"`
	Rang      time.Duration  `json:"rang,omitempty"`
	Talked    time.Duration  `json:"talked,omitempty"`
	Out       string         `json:"out,omitempty"`
	Choice    string         `json:"choice,omitempty"`
	Back      bool           `json:"back,omitempty"`
	Menus     int            `json:"menus,omitempty"`
	Listens   int64          `json:"listens,omitempty"`
	Fate      EndReason      `json:"fate,omitempty"`
}

// SavedGuest is somebody who was asked into a talk.
type SavedGuest struct {
	N      uint32     `json:"n"`
	Agent  AgentID    `json:"agent,omitempty"`
	Target string     `json:"target,omitempty"`
	State  GuestState `json:"state"`
	Since  int64      `json:"since"`
}

// SavedTransfer is what a transferred call waits for.
type SavedTransfer struct {
	Needs []Need `json:"needs,omitempty"`
	Until int64  `json:"until"`
}

// SavedRefusal is an offer that came to nothing.
type SavedRefusal struct {
	Agent AgentID `json:"agent"`
	At    int64   `json:"at"`
}

// SavedAgent is an agent in a [Snapshot].
type SavedAgent struct {
	ID         AgentID         `json:"id"`
	Seq        uint64          `json:"seq"`
	Signed     bool            `json:"signed"`
	Role       Role            `json:"role"`
	Skills     map[Skill]Level `json:"skills,omitempty"`
	Slot       int             `json:"slot,omitempty"` // of the profile
	Presence   Presence        `json:"presence"`
	Reason     string          `json:"reason,omitempty"`
	Next       Presence        `json:"next,omitempty"`
	NextReason string          `json:"next_reason,omitempty"`
	NextBy     AgentID         `json:"next_by,omitempty"`
	Screen     bool            `json:"screen"`
	Phone      bool            `json:"phone"`
	Down       int64           `json:"down,omitempty"`
	Suspect    int64           `json:"suspect,omitempty"`
	Failed     int             `json:"failed,omitempty"`
	Work       Work            `json:"work"`
	Since      int64           `json:"since"`
	Idle       int64           `json:"idle"`
	Call       CallID          `json:"call,omitempty"`
	After      SavedWrapUp     `json:"after,omitzero"`
	Began      int64           `json:"began,omitempty"`
	Duty       int64           `json:"duty"`
	Toiled     time.Duration   `json:"toiled,omitempty"`
}

// SavedWrapUp is the call that an agent wraps up.
type SavedWrapUp struct {
	Call  CallID `json:"call"`
	Line  LineID `json:"line"`
	Offer uint32 `json:"offer"`
	Out   bool   `json:"out,omitempty"`
	Until int64  `json:"until,omitempty"`
}

// SavedCaller is with whom a caller talked last.
type SavedCaller struct {
	Key   string  `json:"key"`
	Agent AgentID `json:"agent"`
	At    int64   `json:"at"`
	Seq   uint64  `json:"seq"`
}

// SavedPace is how long calls of a line keep an agent busy.
type SavedPace struct {
	Line LineID `json:"line"`
	Mean int64  `json:"mean"`
	N    int    `json:"n"`
}
