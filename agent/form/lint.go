package form

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
)

// Lint lists everything that is wrong with a definition: repeated keys and codes, missing and too long labels,
// conditions, options and stages that point nowhere or in circles, fields that can never be seen, or must be filled while
// they cannot, free text that is not marked as personal, and settings that do not fit a field's type. It is nil for a
// good one.
func (d *Definition) Lint() error {
	l := linter{d: d, languages: d.languages()}
	l.need(number(d.Version) > 0, "version %q: is no number from 1", d.Version)
	l.need(len(l.languages) > 0, "the form has no language")
	l.places()
	l.keys("field", fieldKeys(d.Fields))
	for i := range d.Fields {
		l.field(&d.Fields[i], nil)
	}
	for name, options := range d.Lists {
		l.options("list "+name, options)
	}
	l.circles()
	if l.found == nil { // else the fields cannot be tried out
		l.reach()
	}
	return errors.Join(l.found...)
}

type linter struct {
	d         *Definition
	languages []string
	found     []error
}

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

// places checks the stages and sections, and that each field is in one of them.
func (l *linter) places() {
	placed := map[string]int{}
	var stages, sections []string
	for i := range l.d.Stages {
		s := &l.d.Stages[i]
		stages = append(stages, s.Key)
		l.label("stage "+s.Key, s.Label, maxFieldLabel)
		for _, section := range s.Sections {
			sections = append(sections, section.Key)
			l.label("section "+section.Key, section.Label, maxFieldLabel)
			l.condition("section "+section.Key, nil, section.When)
		}
		for _, key := range s.keys() {
			placed[key]++
			l.need(l.d.Field(key) != nil, "stage %s: no field %s", s.Key, key)
		}
	}
	l.keys("stage", stages)
	l.keys("section", sections)
	for _, f := range l.d.Fields {
		l.need(placed[f.Key] == 1, "field %s: in %d stages, not in one", f.Key, placed[f.Key])
	}
}

// languages gives those that every label must have.
func (d *Definition) languages() (languages []string) {
	if len(d.Languages) > 0 || len(d.Stages) == 0 {
		return d.Languages
	}
	for language := range d.Stages[0].Label {
		languages = append(languages, language)
	}
	slices.Sort(languages)
	return languages
}

// The longest labels that fit on the screen, in characters.
const (
	maxFieldLabel = 60
	maxChipLabel  = 40 // of an option that is shown as a chip
	maxFoundLabel = 80 // of an option that is searched
)

func (l *linter) label(of string, label Label, longest int) {
	for _, lang := range l.languages {
		l.need(label[lang] != "", "%s: no label in %s", of, lang)
	}
	for lang, text := range label {
		l.need(len([]rune(text)) <= longest, "%s: the label in %s is too long, %d characters fit", of, lang, longest)
		l.need(slices.Contains(l.languages, lang), "%s: a label in %s, which is no language of the form", of, lang)
	}
}

func fieldKeys(fields []Field) (keys []string) {
	for i := range fields {
		keys = append(keys, fields[i].Key)
	}
	return keys
}
