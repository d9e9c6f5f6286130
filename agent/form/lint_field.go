package form

import "slices"

// field checks one field; group is the one that it is part of, if any.
func (l *linter) field(f, group *Field) {
	of := name(f, group)
	l.label(of, f.Label, maxFieldLabel)
	if f.Hint != nil {
		l.label(of+" hint", f.Hint, 200)
	}
	l.settings(of, f)
	l.choices(of, f)
	l.roles(of, f)
	l.condition(of, group, f.When)
	l.condition(of, group, f.Required)
	l.need(f.Type != Text || f.PII, "%s: a free text may name somebody, and is not marked pii", of)
	l.need(within(l.d.Version, f.Since, f.Until), "%s: is asked from version %q to %q, not in this one", of, f.Since, f.Until)
	if f.Default != nil {
		p := l.d.check(f, f.Default)
		l.need(p == nil, "%s: the default is not what the field allows", of)
	}
	if f.Type == Group {
		l.group(of, f)
	}
}

func name(f, group *Field) string {
	if group != nil {
		return "field " + group.Key + "." + f.Key
	}
	return "field " + f.Key
}

func (l *linter) group(of string, g *Field) {
	l.keys(of+": field", fieldKeys(g.Fields))
	bytes := 0
	for i := range g.Fields {
		f := &g.Fields[i]
		l.field(f, g)
		l.need(f.Type != Group, "%s: a group in a group", name(f, g))
		l.need(f.Key != "id" && l.d.Field(f.Key) == nil, "%s: the key is taken, by the item's id or a field of the contact", name(f, g))
		l.need(f.personal() == g.PII, "%s: %s", name(f, g), mixed)
		bytes += 100 + 2*f.textMax()
	}
	l.need(bytes*g.Max <= maxValue, "%s: %d full items would be bigger than a value may be", of, g.Max)
	if g.With != "" {
		with := l.d.Field(g.With)
		l.need(with != nil && with.Type == Group && with.With == "", "%s: with %s, which is no group of its own", of, g.With)
	}
}

const mixed = "a group is pii with all its fields or with none: put the words into a group of their own that goes with the codes"

func (f *Field) textMax() int {
	if f.Type == Text {
		return f.Max
	}
	return 0
}

// settings checks that a field has what its type needs, and nothing that means nothing there.
func (l *linter) settings(of string, f *Field) {
	is := func(types ...Type) bool { return slices.Contains(types, f.Type) }
	known := is(Select, Multi, Ranked, Tree, Checklist, Bool, Int, Text, Date, DateTime, Ref, Group)
	l.need(known, "%s: no type %q", of, f.Type)
	l.need(!is(Text) || f.Max > 0, "%s: a text has a max", of)
	l.need(!is(Text) || 2*f.Max <= maxValue, "%s: a full text would be bigger than a value may be", of)
	l.need(!is(Ranked, Group) || f.Max > 0, "%s: a %s has a max", of, f.Type)
	l.need(f.Max == 0 || is(Text, Int, Multi, Ranked, Group), "%s: a %s has no max", of, f.Type)
	l.need(f.Min == 0 || is(Int), "%s: a %s has no min", of, f.Type)
	l.need(!is(Int) || f.Min < f.Max, "%s: the numbers from %d to %d are none", of, f.Min, f.Max)
	l.need(!f.Approx && !f.Ongoing || is(Date, DateTime), "%s: a %s is not approximate or going on", of, f.Type)
	l.need(is(Ref) == (f.Ref != ""), "%s: a ref, and only that, says what it points to", of)
	l.need(f.Ref == "" || slices.Contains([]string{"case", "directory", "person"}, f.Ref), "%s: points to %q, which is nothing", of, f.Ref)
	l.need(is(Group) == (len(f.Fields) > 0), "%s: a group, and only that, has fields", of)
	l.need(!slices.ContainsFunc(f.Fields, func(inner Field) bool { return inner.Roles != nil }), "%s: a group is seen and changed as a whole", of)
	l.need(f.With == "" || is(Group), "%s: a %s goes with no other", of, f.Type)
}

// roles checks their shape; that they exist, the package agent does, which knows them.
func (l *linter) roles(of string, f *Field) {
	if f.Roles == nil {
		return
	}
	l.keys(of+": role that sees it", f.Roles.See)
	l.keys(of+": role that changes it", f.Roles.Change)
}
