package form

import (
	"slices"
	"strings"
)

// condition checks that a condition says one thing, about a field and options that exist.
func (l *linter) condition(of string, group *Field, c *Condition) {
	if c == nil {
		return
	}
	forms := 0
	for _, said := range []bool{c.Field != "" || c.Flag != "" || len(c.In) > 0, len(c.Any) > 0, len(c.All) > 0, c.Not != nil} {
		if said {
			forms++
		}
	}
	l.need(forms <= 1, "%s: a condition is about a field, or any, all or not of others", of)
	for _, inner := range c.inner() {
		l.condition(of, group, inner)
	}
	if c.Field != "" || c.Flag != "" || len(c.In) > 0 {
		l.about(of, group, c)
	}
}

// inner lists the conditions that a condition is made of.
func (c *Condition) inner() (conditions []*Condition) {
	for i := range c.Any {
		conditions = append(conditions, &c.Any[i])
	}
	for i := range c.All {
		conditions = append(conditions, &c.All[i])
	}
	if c.Not != nil {
		conditions = append(conditions, c.Not)
	}
	return conditions
}

func (l *linter) about(of string, group *Field, c *Condition) {
	on, in, _ := l.d.resolve(group, c.Field)
	l.need(on != nil && name(on, in) != of, "%s: condition on %q, which is no other field", of, c.Field)
	if on == nil {
		return
	}
	l.need((c.Flag != "") != (len(c.In) > 0), "%s: a condition has a flag or codes", of)
	options := l.d.Choices(on)
	if on.Type == Bool {
		options = []Option{{Code: "true"}, {Code: "false"}}
	}
	for _, code := range c.In {
		l.need(pick(options, code) != nil, "%s: condition on code %s, which %s does not have", of, code, c.Field)
	}
	flagged := slices.ContainsFunc(options, func(o Option) bool { return o.Has(c.Flag) })
	l.need(c.Flag == "" || flagged, "%s: condition on flag %s, which no option of %s has", of, c.Flag, c.Field)
}

// resolve finds the field that a condition in an item of group (nil: of the contact) names, and the group that it is
// part of; own tells that it is in the same item.
func (d *Definition) resolve(group *Field, name string) (f, in *Field, own bool) {
	if group != nil {
		if f := find(group.Fields, name); f != nil {
			return f, group, true
		}
	}
	key, part, inside := strings.Cut(name, ".")
	f = d.Field(key)
	if f == nil || !inside {
		return f, nil, false
	}
	return find(f.Fields, part), f, false
}

// circles looks for fields that are shown or not depending on themselves.
func (l *linter) circles() {
	for i := range l.d.Fields {
		f := &l.d.Fields[i]
		l.need(!l.d.leads(f, nil, f, map[*Field]bool{}), "field %s: whether it is shown depends on itself", f.Key)
		for j := range f.Fields {
			part := &f.Fields[j]
			l.need(!l.d.leads(part, f, part, map[*Field]bool{}), "%s: whether it is shown depends on itself", name(part, f))
		}
	}
}

// leads tells whether what shows f (in group) depends on target.
func (d *Definition) leads(f, group, target *Field, seen map[*Field]bool) bool {
	if seen[f] {
		return false
	}
	seen[f] = true
	for _, a := range d.showing(f, group) {
		on, in, _ := d.resolve(group, a.Field)
		if on == nil {
			continue
		}
		if on == target || in == target || d.leads(on, in, target, seen) {
			return true
		}
	}
	return false
}

// showing lists the conditions on single fields that say whether f, in group if that is not nil, is shown.
func (d *Definition) showing(f, group *Field) (atoms []*Condition) {
	atoms = f.When.atoms()
	holder := f
	if group != nil {
		holder = group
		atoms = append(atoms, group.When.atoms()...)
	}
	if s := d.section(holder.Key); s != nil {
		atoms = append(atoms, s.When.atoms()...)
	}
	return atoms
}

// atoms lists the conditions on single fields that a condition is made of.
func (c *Condition) atoms() (all []*Condition) {
	if c == nil {
		return nil
	}
	if c.Field != "" {
		all = append(all, c)
	}
	for _, inner := range c.inner() {
		all = append(all, inner.atoms()...)
	}
	return all
}
