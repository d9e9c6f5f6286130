package form

import (
	"strings"
	"testing"
	"testing/fstest"
)

// sound is a small form without a fault, for a fault to be put into.
const sound = `{
 "version": "7", "languages": ["sq", "en"],
 "stages": [{"key": "all", "label": {"sq": "a", "en": "a"}, "fields": ["kind", "more"], "sections": [
  {"key": "people", "label": {"sq": "a", "en": "a"}, "when": {"field": "kind", "flag": "data"}, "fields": ["ticks", "age", "words", "who", "names"]}]}],
 "fields": [
  {"key": "kind", "type": "select", "label": {"sq": "a", "en": "a"}, "required": {}, "options": [
   {"code": "talk", "label": {"sq": "a", "en": "a"}, "flags": ["data"]}, {"code": "silent", "label": {"sq": "a", "en": "a"}}]},
  {"key": "more", "type": "bool", "label": {"sq": "a", "en": "a"}, "default": true},
  {"key": "ticks", "type": "multi", "label": {"sq": "a", "en": "a"}, "max": 2, "options": [
   {"code": "one", "label": {"sq": "a", "en": "a"}}, {"code": "two", "label": {"sq": "a", "en": "a"}}]},
  {"key": "age", "type": "int", "label": {"sq": "a", "en": "a"}, "max": 25, "list": "unknown"},
  {"key": "words", "type": "text", "label": {"sq": "a", "en": "a"}, "max": 10, "pii": true,
   "when": {"all": [{"field": "ticks", "in": ["one"]}, {"not": {"field": "more", "in": ["false"]}}]},
   "required": {"all": [{"field": "ticks", "in": ["one"]}, {"field": "more", "in": ["true"]}]}},
  {"key": "who", "type": "group", "label": {"sq": "a", "en": "a"}, "max": 3, "fields": [
   {"key": "known", "type": "select", "label": {"sq": "a", "en": "a"}, "list": "unknown"},
   {"key": "since", "type": "date", "label": {"sq": "a", "en": "a"}, "approx": true, "when": {"field": "known", "in": ["unknown"]}}]},
  {"key": "names", "type": "group", "label": {"sq": "a", "en": "a"}, "max": 3, "with": "who", "pii": true, "fields": [
   {"key": "called", "type": "text", "label": {"sq": "a", "en": "a"}, "max": 10, "pii": true}]}
 ],
 "lists": {"unknown": [{"code": "unknown", "label": {"sq": "a", "en": "a"}}]}
}`

func definition(t *testing.T, text string) *Definition {
	t.Helper()
	d := new(Definition)
	decodeStrictly(t, text, d)
	return d
}

func TestLintLikesWhatIsSound(t *testing.T) {
	if err := definition(t, sound).Lint(); err != nil {
		t.Error(err)
	}
}

// TestLintFinds puts one fault at a time into the sound form. Each is found, and none hides behind another.
func TestLintFinds(t *testing.T) {
	const label = `"label": {"sq": "a", "en": "a"}`
	long := strings.Repeat("a", 41)
	for _, c := range []struct{ was, is, want string }{
		{`"version": "7"`, `"version": "seven"`, "is no number"},
		{`"key": "more", "type"`, `"key": "kind", "type"`, "field kind: twice"},
		{`"key": "more", "type"`, `"key": "More", "type"`, "lower case"},
		{`"key": "known", "type"`, `"key": "known", "roles": {"see": ["owner"]}, "type"`, "seen and changed as a whole"},
		{`["kind", "more"]`, `["kind", "more", "gone"]`, "no field gone"},
		{`["kind", "more"]`, `["kind"]`, "field more: in 0 stages"},
		{`["kind", "more"]`, `["kind", "more", "age"]`, "field age: in 2 stages"},
		{`{"key": "all", "label": {"sq": "a", "en": "a"}`, `{"key": "all", "label": {"sq": "a"}`, "stage all: no label in en"},
		{`{"key": "people", "label": {"sq": "a", "en": "a"}`, `{"key": "people", "label": {"en": "a"}`, "section people: no label in sq"},
		{`"type": "bool", "label": {"sq": "a", "en": "a"}`, `"type": "bool", "label": {"sq": "a", "en": ""}`, "field more: no label in en"},
		{`"type": "bool", ` + label, `"type": "bool", "label": {"sq": "a", "en": "a", "it": "a"}`, "no language of the form"},
		{`"type": "bool", ` + label, `"type": "bool", "hint": {"sq": "a"}, ` + label, "hint: no label in en"},
		{`{"code": "one", ` + label, `{"code": "one", "label": {"sq": "` + long + `", "en": "a"}`, "too long for a chip"},
		{`"type": "bool", ` + label, `"type": "bool", "label": {"sq": "` + long + long + `", "en": "a"}`, "too long, 60"},
		{`{"code": "two"`, `{"code": "one"`, "option one: twice"},
		{`{"code": "two"`, `{"code": "Two"`, `option "Two"`},
		{`{"code": "two"`, `{"in": "three", "code": "two"`, "under three, which is no option"},
		{`{"code": "two"`, `{"in": "two", "code": "two"`, "under itself"},
		{`"key": "known", "type": "select", ` + label + `, "list": "unknown"`, `"key": "known", "type": "select", ` + label + `, "list": "gone"`, "no list gone"},
		{`"type": "bool"`, `"type": "slider"`, `no type "slider"`},
		{`"type": "bool"`, `"type": "bool", "max": 3`, "has no max"},
		{`"type": "bool"`, `"type": "bool", "min": 3`, "has no min"},
		{`"type": "bool"`, `"type": "bool", "approx": true`, "not approximate"},
		{`"type": "bool"`, `"type": "bool", "list": "unknown"`, "has no options"},
		{`"type": "bool"`, `"type": "bool", "ref": "case"`, "a ref, and only that"},
		{`"type": "bool"`, `"type": "bool", "with": "who"`, "goes with no other"},
		{`"type": "bool"`, `"type": "bool", "roles": {"see": ["Admiral"]}`, `sees it "Admiral"`},
		{`"type": "bool"`, `"type": "bool", "until": "6"`, "not in this one"},
		{`"default": true`, `"default": "yes"`, "default is not what the field allows"},
		{`"max": 25`, `"max": 0`, "are none"},
		{`"max": 10, "pii": true,`, `"max": 10,`, "field words: a free text may name somebody"},
		{`"max": 10, "pii": true,`, `"pii": true,`, "a text has a max"},
		{`"max": 10, "pii": true,`, `"max": 20000, "pii": true,`, "bigger than a value may be"},
		{`"type": "group", ` + label + `, "max": 3, "fields"`, `"type": "group", ` + label + `, "fields"`, "a group has a max"},
		{`"type": "group", ` + label + `, "max": 3, "with"`, `"type": "group", ` + label + `, "max": 300, "with"`, "300 full items would be bigger"},
		{`"with": "who"`, `"with": "kind"`, "which is no group of its own"},
		{`"with": "who", "pii": true`, `"with": "who"`, "with all its fields or with none"},
		{`"key": "since", "type": "date"`, `"key": "since", "pii": true, "type": "date"`, "with all its fields or with none"},
		{`"key": "called"`, `"key": "age"`, "the key is taken"},
		{`"key": "called"`, `"key": "id"`, "the key is taken"},
		{`"key": "since", "type": "date"`, `"key": "known", "type": "date"`, "known: twice"},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "gone", "in": ["unknown"]}`, `condition on "gone"`},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "names.gone", "in": ["unknown"]}`, `condition on "names.gone"`},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "known", "in": ["known"]}`, "condition on code known"},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "known", "flag": "data"}`, "condition on flag data"},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "known"}`, "has a flag or codes"},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "since", "in": ["unknown"]}`, "which is no other field"},
		{`{"field": "known", "in": ["unknown"]}`, `{"field": "known", "in": ["unknown"], "not": {}}`, "or any, all or not"},
		{`"when": {"field": "kind", "flag": "data"}`, `"when": {"field": "kind", "flag": "date"}`, "section people: condition on flag date"},
		{`"when": {"field": "kind", "flag": "data"}`, `"when": {"field": "ticks", "in": ["one"]}`, "field ticks: whether it is shown depends on itself"},
		{`"when": {"field": "kind", "flag": "data"}`, `"when": {"field": "who.known", "in": ["unknown"]}`, "field who: whether it is shown depends on itself"},
		{`"max": 2, "options"`, `"max": 2, "when": {"field": "kind", "in": ["silent"]}, "options"`, "field ticks: can never be shown"},
		{`{"not": {"field": "more", "in": ["false"]}}`, `{"field": "more", "in": ["false"]}`, "field words: can be required while it is hidden"},
	} {
		if strings.Count(sound, c.was) == 0 {
			t.Fatalf("the sound form has no %s", c.was)
		}
		err := definition(t, strings.Replace(sound, c.was, c.is, 1)).Lint()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: lint does not say %q:\n%v", c.is, c.was, c.want, err)
		}
	}
}

func decodeStrictly(t *testing.T, text string, into any) {
	t.Helper()
	if err := decode(fstest.MapFS{"form.json": {Data: []byte(text)}}, "form.json", into); err != nil {
		t.Fatal(err)
	}
}
