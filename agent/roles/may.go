package roles

import (
	_ "embed"
	"time"

	"alo116/queue"
)

// Verdict is an answer of the table. A greater one asks for less.
type Verdict uint8

// The answers.
const (
	No        Verdict = iota
	Glass             // only breaking the glass: with a purpose, audited, and a supervisor is alerted at once
	ForReason         // with a purpose, audited
	Yes
)

// String says it in a word.
func (v Verdict) String() string { return [...]string{"no", "break-glass", "with purpose", "yes"}[v] }

// Relation is what there is between somebody and a record.
type Relation struct {
	Own      bool
	SameTeam bool
	// Age of the record: since it was last finished or, if it never was, begun.
	Age time.Duration
}

// Party is somebody, and the team they are in. The empty team is one too: a house that names none is one team.
type Party struct {
	ID   queue.AgentID
	Team string
}

// Between tells how somebody stands to the owner of a record of that age. What is nobody's is nobody's team's either.
func Between(who, owner Party, age time.Duration) Relation {
	return Relation{Own: owner.ID != "" && who.ID == owner.ID, SameTeam: owner.ID != "" && who.Team == owner.Team, Age: age}
}

//go:embed table.txt
var text string

var house = must(Parse(text))

// May tells whether somebody of that role may do that to one record.
func May(role queue.Role, do Action, to Object, r Relation) Verdict {
	return house.May(role, do, to, r)
}

// Could tells what May would say at best, whosever the record is. It is asked before one is looked for.
func Could(role queue.Role, do Action, to Object) Verdict { return house.Could(role, do, to) }

// Knows tells whether the table has a row for that.
func Knows(do Action, to Object) bool { return house.rows[row{do, to}] }

func must(t *Table, err error) *Table {
	if err != nil {
		panic("table.txt: " + err.Error())
	}
	return t
}
