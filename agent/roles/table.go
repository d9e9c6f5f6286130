package roles

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"alo116/queue"
)

// Table is a policy: for every role, action and object what is granted.
type Table struct {
	rows   map[row]bool
	grants map[cell][]grant
}

type row struct {
	do Action
	to Object
}

type cell struct {
	role queue.Role
	row  row
}

// grant is one part of a cell: what of a kind, how old at most (zero is without limit), and what it asks for.
type grant struct {
	scope   scope
	younger time.Duration
	verdict Verdict
}

type scope uint8

const (
	own scope = iota
	team
	whole
)

// May tells whether somebody of that role may do that to one record.
func (t *Table) May(role queue.Role, do Action, to Object, r Relation) Verdict {
	best := No
	for _, g := range t.grants[cell{role, row{do, to}}] {
		if g.covers(r) {
			best = max(best, g.verdict)
		}
	}
	return best
}

// Could tells what May would say at best, whosever the record is.
func (t *Table) Could(role queue.Role, do Action, to Object) Verdict {
	best := No
	for _, g := range t.grants[cell{role, row{do, to}}] {
		best = max(best, g.verdict)
	}
	return best
}

func (g grant) covers(r Relation) bool {
	if g.younger > 0 && r.Age >= g.younger {
		return false
	}
	return g.scope == whole || g.scope >= team && r.SameTeam || r.Own
}

// implied tells whether another grant gives all that this one does.
func (g grant) implied(by grant) bool {
	return by.scope >= g.scope && by.verdict >= g.verdict && (by.younger == 0 || g.younger > 0 && by.younger >= g.younger)
}

// parser reads a table line by line.
type parser struct {
	table  *Table
	groups map[string][]queue.Role
	heads  [][]queue.Role // the roles of each column; nil before the line of heads
}

// Parse reads a table: groups of roles, one line of heads, then rows. It refuses a row without a cell for every role, a
// row given twice, a word it does not know, and a grant that says nothing new.
func Parse(text string) (*Table, error) {
	p := parser{table: &Table{map[row]bool{}, map[cell][]grant{}}, groups: map[string][]queue.Role{}}
	n := 0
	for line := range strings.Lines(text) {
		n++
		line, _, _ = strings.Cut(line, "#")
		if err := p.line(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if p.heads == nil {
		return nil, fmt.Errorf("there is no line of heads: write 'action object' and the roles")
	}
	return p.table, nil
}

func (p *parser) line(line string) error {
	if line == "" {
		return nil
	}
	if name, roles, is := strings.Cut(line, "="); is {
		return p.group(strings.TrimSpace(name), roles)
	}
	words := strings.Fields(line)
	if p.heads == nil {
		return p.head(words)
	}
	return p.row(words)
}

// group names several roles that are one column.
func (p *parser) group(name, roles string) error {
	for role := range strings.SplitSeq(roles, ",") {
		role := queue.Role(strings.TrimSpace(role))
		if !slices.Contains(All(), role) {
			return fmt.Errorf("%q is no role", role)
		}
		p.groups[name] = append(p.groups[name], role)
	}
	return nil
}

// head reads which roles the columns are of. Each role must be in one.
func (p *parser) head(words []string) error {
	if len(words) < 3 || words[0] != "action" || words[1] != "object" {
		return fmt.Errorf("the line of heads begins with 'action object', then come the roles")
	}
	var seen []queue.Role
	for _, w := range words[2:] {
		column := p.groups[w]
		if column == nil {
			column = []queue.Role{queue.Role(w)}
		}
		seen = append(seen, column...)
		p.heads = append(p.heads, column)
	}
	slices.Sort(seen)
	if all := slices.Sorted(slices.Values(All())); !slices.Equal(seen, all) {
		return fmt.Errorf("the columns are of %v, but each of %v must be in one", seen, all)
	}
	return nil
}

func (p *parser) row(words []string) error {
	if len(words) != 2+len(p.heads) {
		return fmt.Errorf("%d cells for %d columns", len(words)-2, len(p.heads))
	}
	r := row{Action(words[0]), Object(words[1])}
	switch {
	case !slices.Contains(actions(), r.do):
		return fmt.Errorf("%q is no action", r.do)
	case !slices.Contains(objects(), r.to):
		return fmt.Errorf("%q is no object", r.to)
	case p.table.rows[r]:
		return fmt.Errorf("%s %s is there twice", r.do, r.to)
	}
	p.table.rows[r] = true
	for i, w := range words[2:] {
		grants, err := parseCell(w)
		if err != nil {
			return fmt.Errorf("%s %s: %w", r.do, r.to, err)
		}
		for _, role := range p.heads[i] {
			p.table.grants[cell{role, r}] = grants
		}
	}
	return nil
}
