package queue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Check says everything that is wrong with a policy, or nil. A policy that cannot work is refused
// before it can hold a caller.
func (p *Policy) Check() error {
	var f faults
	duplicates(&f, "skill", p.Skills)
	duplicates(&f, "pause reason", p.PauseReasons)
	duplicates(&f, "place to transfer to", p.TransferTo)
	for _, place := range p.TransferTo {
		f.place("transfer_to", place)
	}
	f.negative("the policy", "resume_s", p.ResumeS)
	f.negative("the policy", "round_s", p.RoundS)
	f.negative("the policy", "rest_s", p.RestS)
	f.negative("the policy", "team", p.Team)
	if len(p.Lines) == 0 {
		f.add("there is no line")
	}
	var ids []LineID
	for i := range p.Lines {
		ids = append(ids, p.Lines[i].ID)
		p.checkLine(&f, &p.Lines[i])
	}
	duplicates(&f, "line", ids)
	p.checkRooms(&f)
	p.checkReserve(&f)
	return errors.Join(f...)
}

// faults are what is wrong, in the order of the file.
type faults []error

func (f *faults) add(format string, args ...any) { *f = append(*f, fmt.Errorf(format, args...)) }

func (f *faults) negative(where, name string, n int) {
	if n < 0 {
		f.add("%s: %s is negative", where, name)
	}
}

func (f *faults) duplicate(what, id string, seen bool) {
	switch {
	case id == "":
		f.add("a %s has no name", what)
	case seen:
		f.add("%s %q is there twice", what, id)
	}
}

// duplicates finds names that are empty or there twice.
func duplicates[T ~string](f *faults, what string, ids []T) {
	for i, id := range ids {
		f.duplicate(what, string(id), slices.Contains(ids[:i], id))
	}
}

// place refuses what the dialplan could not have on its list of places outside: the name of one is letters and digits, two at least.
func (f *faults) place(where, name string) {
	if odd := strings.IndexFunc(name, func(r rune) bool { return !isPlain(r) }); name != "" && (len(name) < 2 || odd >= 0) {
		f.add("%s: %q is no place: its name is two or more of a-z, A-Z and 0-9", where, name)
	}
}

func isPlain(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}
