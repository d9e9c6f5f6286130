package queue

import "strconv"

// CallID names one caller's visit to a line. The ari room makes it, and of a call out who asks for it; it is also the id of the
// caller's channel, so any event of Asterisk maps back without a look-up.
type CallID string

// AgentID names a person at a screen.
type AgentID string

// LineID names a public number with its own rules, for instance "116111".
type LineID string

// Skill is something an agent can take, declared by the policy: a language, a kind of call.
type Skill string

// Level says how well an agent has a skill, from 1 to 5. Zero means not at all.
type Level uint8

// Role is a person's profession as the queue sees it.
type Role string

// The roles of agents. Admins and auditors are people, but not agents.
const (
	Psychologist Role = "psychologist"
	SocialWorker Role = "social_worker"
	Supervisor   Role = "supervisor"
)

// OfferID names one offer: the n-th offer of a call, counted from 1.
type OfferID struct {
	Call CallID
	N    uint32
}

// String gives "CALL.N", which is also the id of the agent's leg in Asterisk.
func (o OfferID) String() string { return string(o.Call) + "." + strconv.FormatUint(uint64(o.N), 10) }

// SealedNumber is a caller's number that nobody but the vault can open, on its way there. It is in memory
// only, and prints as a word.
type SealedNumber string

// String implements fmt.Stringer.
func (n SealedNumber) String() string {
	if n == "" {
		return ""
	}
	return "sealed"
}

// Caller is what may be known of who is calling. The number itself never comes this far.
type Caller struct {
	// Withheld is true when the caller asked not to be known, or sent no usable number.
	Withheld bool `json:"withheld"`
	// Key recognises a number without telling it (a keyed HMAC, in hex). Empty when Withheld.
	Key string `json:"key,omitempty"`
	// Masked is what a counsellor may see, for instance "+355 69 ••• •• 42". Empty when Withheld.
	Masked string `json:"masked,omitempty"`
	// Earlier are the keys that recognise the same number from before its hash was changed, with a space between.
	Earlier string `json:"-"`
	// Sealed is the number for the contact of this call, where the line keeps it. Like Earlier, it is never written down: after a
	// restart Asterisk tells the number anew.
	Sealed SealedNumber `json:"-"`
}
