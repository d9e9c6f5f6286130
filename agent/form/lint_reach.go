package form

import (
	"encoding/json"
	"fmt"
	"slices"
)

// reach tries out every field with all that its conditions can tell apart: it must be shown in some contact, and
// never be required while it is hidden, for nobody could fill it.
func (l *linter) reach() {
	for i := range l.d.Fields {
		f := &l.d.Fields[i]
		l.try(f, nil)
		for j := range f.Fields {
			l.try(&f.Fields[j], f)
		}
	}
}

const maxTries = 200_000

func (l *linter) try(f, group *Field) {
	variables := l.d.variables(f, group)
	tries := 1
	for _, v := range variables {
		tries *= len(v.values)
	}
	if tries > maxTries {
		l.need(false, "%s: its conditions are too involved to be tried out", name(f, group))
		return
	}
	reached, trapped := false, false
	for n := range tries {
		s := l.d.contact(variables, n, group)
		if group != nil && !(scope{d: s.d, values: s.values}).shown(group) {
			continue // it has no items to ask for
		}
		shown := s.shown(f)
		reached = reached || shown
		trapped = trapped || !shown && f.Required != nil && s.holds(f.Required)
	}
	l.need(reached, "%s: can never be shown", name(f, group))
	l.need(!trapped, "%s: can be required while it is hidden", name(f, group))
}

// variable is a field that conditions ask about, with one value for each thing that they can tell apart.
type variable struct {
	field  *Field
	group  *Field // that it is part of, if any
	own    bool   // it is in the item that is tried out
	values []json.RawMessage
}

// variables collects what the conditions of f, and of the fields these ask about, depend on.
func (d *Definition) variables(f, group *Field) (found []variable) {
	asked := map[*Field][]*Condition{}
	todo := append(d.showing(f, group), f.Required.atoms()...)
	for len(todo) > 0 {
		a := todo[0]
		todo = todo[1:]
		on, in, own := d.resolve(group, a.Field)
		if len(asked[on]) == 0 {
			found = append(found, variable{field: on, group: in, own: own})
			todo = append(todo, d.showing(on, in)...)
		}
		asked[on] = append(asked[on], a)
	}
	for i := range found {
		found[i].values = d.telling(found[i].field, asked[found[i].field])
	}
	return found
}

// telling gives values of f that differ in which of the conditions they fulfil; none is among them if no value is like it.
func (d *Definition) telling(f *Field, atoms []*Condition) (values []json.RawMessage) {
	seen := map[string]bool{}
	for _, v := range d.samples(f, atoms) {
		told := fmt.Sprint(slices.Collect(func(yield func(bool) bool) {
			for _, a := range atoms {
				if !yield(d.matches(f, f.or(v), a)) {
					return
				}
			}
		}))
		if !seen[told] {
			seen[told] = true
			values = append(values, v)
		}
	}
	return values
}

// contact builds the n-th contact of all combinations of the variables' values.
func (d *Definition) contact(variables []variable, n int, group *Field) scope {
	s := scope{d: d, values: Values{}, group: group}
	parts := map[*Field]Values{}
	if group != nil {
		s.item = Values{}
	}
	for _, v := range variables {
		value := v.values[n%len(v.values)]
		n /= len(v.values)
		switch {
		case v.own:
			s.item[v.field.Key] = value
		case v.group != nil && parts[v.group] == nil:
			parts[v.group] = Values{"id": json.RawMessage(`"a"`), v.field.Key: value}
		case v.group != nil:
			parts[v.group][v.field.Key] = value
		default:
			s.values[v.field.Key] = value
		}
	}
	for g, item := range parts {
		s.values[g.Key] = encode([]Values{item})
	}
	return s
}
