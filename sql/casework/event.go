package casework

// Kind is what an entry of a case's timeline tells.
type Kind string

// The kinds. Those that change one thing are also what a conflict is about: two writers of one thing.
const (
	Begun       Kind = "begun"
	Attached    Kind = "attached" // a contact: its id
	Detached    Kind = "detached"
	Moved       Kind = "status" // to another status
	Assigned    Kind = "owner"
	FollowingUp Kind = "follow_up" // the day of it; null: none any more
	Filled      Kind = "field"     // a field of the case sheet
	Noted       Kind = "note"
	Referred    Kind = "referral" // a step of a referral: its id, from where to where
	Filed       Kind = "document" // a document came: its id and kind
	Unfiled     Kind = "document_removed"
	Called      Kind = "called" // a place outside: its name, sealed, for it may tell where a child lives

	// ReferralChanged: something is said otherwise of a referral: its id, and which kinds of things.
	ReferralChanged Kind = "referral_changed"
)

// Worded tells whether an entry has words of its own, which are sealed and read with it.
func (k Kind) Worded() bool { return k == Noted || k == Called }
