package form

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func second(t *testing.T) *Definition {
	t.Helper()
	d, ok := Version("2")
	if !ok {
		t.Fatal("there is no version 2")
	}
	return d
}

// nine is the least that a talk about a child not known before asks for.
var nine = []string{"call_type", "child_age", "child_gender", "place", "categories", "immediate_danger", "risk_level", "directions", "note"}

// TestNineInputsCloseATalk finds the fewest inputs that close each kind of contact, by trying out everything that the
// form's conditions can tell apart.
func TestNineInputsCloseATalk(t *testing.T) {
	d := second(t)
	about := d.asked()
	for _, o := range d.Field("call_type").Options {
		values := fewest(d, about, Values{"call_type": encode(o.Code)}, len(nine))
		switch {
		case values == nil:
			t.Errorf("%s: nine inputs do not close it", o.Code)
		case o.Has("quick") && len(values) != 1:
			t.Errorf("%s: one key does not close it, %d inputs do", o.Code, len(values))
		case o.Has("new_child") && !sameKeys(values, nine):
			t.Errorf("%s: closes with %v, not with the nine", o.Code, values)
		case o.Code == "followup" && values["case"] == nil:
			t.Error("a follow-up closes without its case")
		}
	}
}

func sameKeys(values Values, keys []string) bool {
	return len(values) == len(keys) && !slices.ContainsFunc(keys, func(k string) bool { return values[k] == nil })
}

// asked collects what the form's conditions ask about each field.
func (d *Definition) asked() map[*Field][]*Condition {
	asked := map[*Field][]*Condition{}
	add := func(group *Field, c *Condition) {
		for _, a := range c.atoms() {
			on, _, _ := d.resolve(group, a.Field)
			asked[on] = append(asked[on], a)
		}
	}
	for i := range d.Stages {
		for _, s := range d.Stages[i].Sections {
			add(nil, s.When)
		}
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		add(nil, f.When)
		add(nil, f.Required)
		for j := range f.Fields {
			add(f, f.Fields[j].When)
			add(f, f.Fields[j].Required)
		}
	}
	return asked
}

// fewest adds as few values as closing needs, at most up to limit in all; nil if these are not enough.
func fewest(d *Definition, about map[*Field][]*Condition, values Values, limit int) (best Values) {
	problems := d.Check(values)
	if len(problems) == 0 {
		return values
	}
	if len(values) == limit {
		return nil
	}
	f := d.Field(problems[0].Field)
	candidates := d.telling(f, about[f])
	if len(candidates) == 1 {
		candidates = []json.RawMessage{example(d, f)}
	}
	for _, v := range candidates {
		if isNull(v) {
			continue
		}
		with := Values{f.Key: v}
		for k, old := range values {
			with[k] = old
		}
		if full := fewest(d, about, with, limit); full != nil {
			best, limit = full, len(full)-1
		}
	}
	return best
}

// example gives some value of a field.
func example(d *Definition, f *Field) json.RawMessage {
	switch f.Type {
	case Text:
		return encode("words")
	case Ref:
		return encode("A-1")
	case Group:
		item := Values{"id": encode("a")}
		for i := range f.Fields {
			item[f.Fields[i].Key] = example(d, &f.Fields[i])
		}
		return encode([]Values{item})
	}
	samples := d.samples(f, nil)
	for _, v := range samples {
		if d.check(f, v) == nil && !isNull(v) {
			return v
		}
	}
	return encode(map[string]any{"at": "2026-03"})
}

// TestEverythingMayBeUnknown lists what a counsellor decides; all else can be answered by "not known", or left out.
func TestEverythingMayBeUnknown(t *testing.T) {
	d := second(t)
	decided := strings.Fields("channel call_type categories directions note legal_tags online_actions danger_actions supervisor_consulted supervisor case_decision case " +
		"consent_reason supervisor_reason techniques topics materials support_requested wellbeing referrals referrals.agency referrals.state referrals.grounds " +
		"referrals.method referrals.shared cross_border hotlines suicide")
	each(d, func(name string, f *Field) {
		choice := slices.Contains([]Type{Select, Multi, Ranked, Tree, Int, Checklist}, f.Type)
		if (choice || f.Required != nil) && d.option(f, "unknown") == nil && !slices.Contains(decided, name) {
			t.Errorf("%s may not be unknown", name)
		}
		if f.PII && f.Required != nil && !slices.Contains(decided, name) {
			t.Errorf("%s is personal and must be filled", name)
		}
	})
}

// each visits the fields and, as group.field, those of the groups.
func each(d *Definition, visit func(name string, f *Field)) {
	for i := range d.Fields {
		f := &d.Fields[i]
		visit(f.Key, f)
		for j := range f.Fields {
			visit(f.Key+"."+f.Fields[j].Key, &f.Fields[j])
		}
	}
}

// TestTheKindsOfTheFirstFormStay keeps what statistics and the screens' keys go by.
func TestTheKindsOfTheFirstFormStay(t *testing.T) {
	first, _ := Version("1")
	d := second(t)
	for _, f := range first.Fields {
		now := d.Field(f.Key)
		if now == nil || now.Type != f.Type || !slices.Equal(optionCodes(now.Options), optionCodes(f.Options)) {
			t.Errorf("%s is not what it was", f.Key)
		}
	}
}
