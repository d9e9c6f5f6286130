package roles

import (
	"slices"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

const day = 24 * time.Hour

// theirs and the others are how somebody stands to a record, whatever its age.
var (
	theirs   = Relation{Own: true, SameTeam: true}
	teams    = Relation{SameTeam: true}
	stranger = Relation{}
)

func aged(r Relation, age time.Duration) Relation { r.Age = age; return r }

// What must hold whatever else the table says.
func TestTheTableGivesEachRoleItsOwn(t *testing.T) {
	for _, c := range []struct {
		role queue.Role
		do   Action
		to   Object
		r    Relation
		want Verdict
	}{
		{queue.Psychologist, Read, Contact, aged(theirs, 90*day-1), Yes},
		{queue.Psychologist, Read, Contact, aged(theirs, 90*day), ForReason},
		{queue.SocialWorker, Read, Contact, teams, No},
		{queue.SocialWorker, Reopen, Contact, aged(theirs, 15*time.Minute-1), Yes},
		{queue.SocialWorker, Reopen, Contact, aged(theirs, 15*time.Minute), No},
		{queue.Psychologist, Read, History, theirs, Yes},
		{queue.Psychologist, Read, Case, stranger, Glass},
		{queue.Psychologist, Read, Case, teams, ForReason},
		{queue.Psychologist, Read, Board, stranger, No},
		{queue.Supervisor, Read, Board, stranger, Yes},
		{queue.Supervisor, Read, Contact, aged(theirs, 10_000*day), Yes},
		{queue.Supervisor, Read, Contact, aged(teams, 10_000*day), ForReason},
		{queue.Supervisor, Read, Contact, stranger, Glass},
		{queue.Supervisor, Change, Contact, teams, No},
		{queue.Supervisor, Change, Skills, teams, Yes},
		{queue.Supervisor, Change, Skills, stranger, No},
		{queue.Supervisor, Change, Person, teams, No},
		{CaseManager, Change, Case, stranger, Yes},
		{CaseManager, Use, Desk, theirs, No},
		{Admin, Change, Person, stranger, Yes},
		{Auditor, Read, Audit, stranger, Yes},
		{Analyst, Read, Statistics, stranger, Yes},
	} {
		if got := May(c.role, c.do, c.to, c.r); got != c.want {
			t.Errorf("%s, %s %s of %+v: %s, want %s", c.role, c.do, c.to, c.r, got, c.want)
		}
	}
}

// Opening somebody else's asks what for, whoever asks and however near they are to it.
func TestNobodyReadsAnothersWithoutAPurpose(t *testing.T) {
	asked := map[Object]int{Contact: 0, Case: 0, Referral: 0, Document: 0}
	for to := range asked {
		for _, role := range All() {
			for _, r := range []Relation{teams, stranger, aged(teams, day), aged(stranger, 1000*day)} {
				switch May(role, Read, to, r) {
				case Yes:
					t.Errorf("a %s reads a %s of somebody else without a purpose: %+v", role, to, r)
				case ForReason, Glass:
					asked[to]++
				}
			}
		}
		if asked[to] == 0 {
			t.Errorf("nobody ever reads a %s of somebody else", to)
		}
	}
}

// Least privilege, said once more in general: who manages, counts or watches sees no child, and who watches changes nothing.
func TestWhoTakesNoCallsSeesNoChild(t *testing.T) {
	child := []Object{Call, Contact, History, Narrative, Number, Case, Referral, Report, Attachment, Board}
	for r := range house.rows {
		for _, role := range []queue.Role{Admin, Analyst, Auditor} {
			if slices.Contains(child, r.to) && Could(role, r.do, r.to) != No {
				t.Errorf("%s may %s %s", role, r.do, r.to)
			}
		}
		watching := []Action{Read, Export, End}
		mine := r == row{Change, Account}
		if !mine && !slices.Contains(watching, r.do) && Could(Auditor, r.do, r.to) != No {
			t.Errorf("an auditor may %s %s", r.do, r.to)
		}
	}
}

func TestWhatIsUnknownIsForbidden(t *testing.T) {
	for _, c := range []struct {
		role queue.Role
		do   Action
		to   Object
	}{
		{"", Read, Account}, {"king", Read, Account}, {Admin, "", Person}, {Admin, "burn", Person}, {Admin, Read, ""},
		{Admin, Read, "moon"}, {Admin, Reopen, Person}, {"counsellor", Use, Desk},
	} {
		if May(c.role, c.do, c.to, theirs) != No || Could(c.role, c.do, c.to) != No {
			t.Errorf("%q may %q %q", c.role, c.do, c.to)
		}
	}
	if Knows(Reopen, Person) || !Knows(Reopen, Contact) {
		t.Error("Knows tells of rows that are not there, or not of those that are")
	}
}

func TestEveryWordIsUsed(t *testing.T) {
	used := map[string]bool{}
	for r := range house.rows {
		used[string(r.do)], used[string(r.to)] = true, true
	}
	for _, do := range actions() {
		if !used[string(do)] {
			t.Errorf("no row has the action %s", do)
		}
	}
	for _, to := range objects() {
		if !used[string(to)] {
			t.Errorf("no row has the object %s", to)
		}
	}
}

// Who may do it to a stranger's may do it as easily to their team's, and to their own; and an older record never asks for less.
func TestTheNearerTheMore(t *testing.T) {
	for r := range house.rows {
		for _, role := range All() {
			mine, ours, any := May(role, r.do, r.to, theirs), May(role, r.do, r.to, teams), May(role, r.do, r.to, stranger)
			if mine < ours || ours < any || Could(role, r.do, r.to) != mine {
				t.Errorf("%s, %s %s: own %s, team %s, any %s", role, r.do, r.to, mine, ours, any)
			}
			if old := May(role, r.do, r.to, aged(theirs, 1000*day)); old > mine {
				t.Errorf("%s, %s %s: old %s, new %s", role, r.do, r.to, old, mine)
			}
		}
	}
}

func TestBetween(t *testing.T) {
	ana, ben := Party{"ana", "east"}, Party{"ben", "east"}
	if r := Between(ana, ana, day); !r.Own || !r.SameTeam || r.Age != day {
		t.Errorf("oneself: %+v", r)
	}
	if r := Between(ana, ben, 0); r.Own || !r.SameTeam {
		t.Errorf("a colleague: %+v", r)
	}
	if r := Between(ana, Party{"cen", "west"}, 0); r.Own || r.SameTeam {
		t.Errorf("another team: %+v", r)
	}
	if r := Between(Party{}, Party{}, 0); r.Own || r.SameTeam {
		t.Errorf("nobody to nobody's: %+v", r)
	}
	if r := Between(Party{ID: "ana"}, Party{ID: "ben"}, 0); !r.SameTeam {
		t.Errorf("a house without teams: %+v", r)
	}
}

const head = "counsellor = psychologist, social_worker\naction object counsellor supervisor case_manager analyst auditor admin\n"

func TestWhatIsWrongWithATableIsSaid(t *testing.T) {
	for table, says := range map[string]string{
		"":                                      "no line of heads",
		"counsellor = psychologist, king":       `line 1: "king" is no role`,
		"action object psychologist supervisor": "each of",
		strings.Replace(head, " admin", " admin admin", 1): "each of",
		"read contact any":                                        "begins with 'action object'",
		head + "read contact own own own own own":                 "line 3: 5 cells for 6 columns",
		head + "eat contact - - - - - -":                          `"eat" is no action`,
		head + "read soup - - - - - -":                            `"soup" is no object`,
		head + "read case - - - - - -\n\nread case any - - - - -": "line 5: read case is there twice",
		head + "read case all - - - - -":                          `read case: "all" is none of own, team, any`,
		head + "read case own<15 - - - - -":                       `"15" is no age`,
		head + "read case own<0d - - - - -":                       `"0d" is no age`,
		head + "read case own<-1d - - - - -":                      `"-1d" is no age`,
		head + "read case own?! - - - - -":                        `"own?!"`,
		head + "read case own, - - - - -":                         `"" is none of`,
		head + "read case any,own - - - - -":                      "says nothing that another does not",
		head + "read case own<3d?,team - - - - -":                 "says nothing that another does not",
		head + "read case own<3d,own<5d - - - - -":                "says nothing that another does not",
	} {
		if _, err := Parse(table); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", table, err, says)
		}
	}
	if _, err := Parse(head + "read case own<15m?,any! - - - - - # a remark"); err != nil {
		t.Error(err)
	}
}
