package form

import (
	"slices"
	"time"
)

// TaskKind is something that a closed contact leaves to be done.
type TaskKind string

// The kinds. The first two are for whose the contact is, the others for the supervisors.
const (
	FollowUpTask  TaskKind = "follow_up" // to look again, on a day
	NextTalkTask  TaskKind = "next_talk" // to talk again, at a time
	ComplaintTask TaskKind = "complaint" // to read what somebody complained of
	WarningTask   TaskKind = "warning"   // to decide whether the next is warned of this caller
)

// OwnersTasks lists the kinds that are for whose the contact is.
func OwnersTasks() []TaskKind { return []TaskKind{FollowUpTask, NextTalkTask} }

// Left is what a contact leaves to be done, and when. Without a time it is done when it can be.
type Left struct {
	Kind TaskKind
	Due  time.Time
}

// LeftBy lists what a contact leaves to be done, as its form says. Days and times are of that place.
func LeftBy(c Contact, in *time.Location) (left []Left) {
	for _, key := range shownIn(c) {
		switch key {
		case "follow_up_date":
			left = dated(left, FollowUpTask, c, key, in)
		case "next_session_at":
			left = dated(left, NextTalkTask, c, key, in)
		case "propose_warning":
			if string(c.Values[key]) == "true" {
				left = append(left, Left{Kind: WarningTask})
			}
		case "call_type":
			if c.flagged(key, "supervisor_copy") {
				left = append(left, Left{Kind: ComplaintTask})
			}
		}
	}
	return left
}

func dated(left []Left, kind TaskKind, c Contact, key string, in *time.Location) []Left {
	first, _, ok := Happened(c.Values[key], in)
	if !ok {
		return left
	}
	return append(left, Left{kind, first})
}

// flagged tells whether what is chosen in a field has a flag.
func (c Contact) flagged(key, flag string) bool {
	d, _ := Version(c.Version)
	return slices.ContainsFunc(words(c.Values[key]), func(code string) bool {
		o := d.option(d.Field(key), code)
		return o != nil && o.Has(flag)
	})
}
