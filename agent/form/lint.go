package form

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// Lint lists everything that is wrong with a definition: repeated keys and codes, missing labels, conditions
// and stages that point nowhere, and settings that do not fit a field's type. It is nil for a good one.
func (d *Definition) Lint() error {
	var l linter
	l.keys("stage", stageKeys(d.Stages))
	l.keys("field", fieldKeys(d.Fields))
	placed := map[string]int{}
	for _, s := range d.Stages {
		l.label("stage "+s.Key, s.Label)
		for _, key := range s.Fields {
			placed[key]++
			l.need(d.Field(key) != nil, "stage %s: no field %s", s.Key, key)
		}
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		l.need(placed[f.Key] == 1, "field %s: in %d stages, not in one", f.Key, placed[f.Key])
		l.field(f)
		l.condition(d, f.Key, f.When)
		l.condition(d, f.Key, f.Required)
	}
	return errors.Join(l.found...)
}

type linter struct{ found []error }

var keyShape = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func (l *linter) need(ok bool, format string, args ...any) {
	if !ok {
		l.found = append(l.found, fmt.Errorf(format, args...))
	}
}

func (l *linter) keys(what string, keys []string) {
	seen := map[string]bool{}
	for _, k := range keys {
		l.need(keyShape.MatchString(k), "%s %q: a key is lower case letters, digits and _", what, k)
		l.need(!seen[k], "%s %s: twice", what, k)
		seen[k] = true
	}
}

func (l *linter) label(of string, label Label) {
	for _, lang := range languages {
		l.need(label[lang] != "", "%s: no label in %s", of, lang)
	}
}

func (l *linter) field(f *Field) {
	l.label("field "+f.Key, f.Label)
	choice := f.Type == Select || f.Type == Multi
	l.need(choice || f.Type == Text, "field %s: no type %q", f.Key, f.Type)
	l.need(choice == (len(f.Options) > 0), "field %s: options belong to select and multi, and only there", f.Key)
	l.need((f.Type == Text) == (f.Max > 0), "field %s: a text, and only that, has a max", f.Key)
	l.keys("field "+f.Key+": option", optionCodes(f.Options))
	for _, o := range f.Options {
		l.label("field "+f.Key+": option "+o.Code, o.Label)
	}
}

func (l *linter) condition(d *Definition, of string, c *Condition) {
	if c == nil || (c.Field == "" && c.Flag == "" && c.In == nil) {
		return
	}
	on := d.Field(c.Field)
	l.need(on != nil && c.Field != of, "field %s: condition on %q, which is no other field", of, c.Field)
	if on == nil {
		return
	}
	l.need((c.Flag != "") != (len(c.In) > 0), "field %s: a condition has a flag or codes", of)
	for _, code := range c.In {
		l.need(on.option(code) != nil, "field %s: condition on code %s, which %s does not have", of, code, c.Field)
	}
	flagged := slices.ContainsFunc(on.Options, func(o Option) bool { return slices.Contains(o.Flags, c.Flag) })
	l.need(c.Flag == "" || flagged, "field %s: condition on flag %s, which no option of %s has", of, c.Flag, c.Field)
}

func stageKeys(stages []Stage) (keys []string) {
	for _, s := range stages {
		keys = append(keys, s.Key)
	}
	return keys
}

func fieldKeys(fields []Field) (keys []string) {
	for i := range fields {
		keys = append(keys, fields[i].Key)
	}
	return keys
}

func optionCodes(options []Option) (codes []string) {
	for _, o := range options {
		codes = append(codes, o.Code)
	}
	return codes
}
