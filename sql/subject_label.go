package sql

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"alo116/agent/form"
)

// Labelled gives values as people read them; what of them may be shown is for who calls it.
func Labelled(version string, values form.Values, lang string) []SubjectField {
	return labelled(version, values, lang)
}

// labelled gives a contact's or case's values as people read them, in the order of the form; what the form does not know comes last. What
// the form shows to chosen people only is about those who work here, and stays here.
func labelled(version string, values form.Values, lang string) (fields []SubjectField) {
	fields = []SubjectField{}
	definition, ok := form.Version(version)
	if !ok {
		definition = &form.Definition{}
	}
	left := maps.Clone(values)
	for i := range definition.Fields {
		f := &definition.Fields[i]
		if value, ok := left[f.Key]; ok && f.MaySee("", false) {
			fields = append(fields, SubjectField{Key: f.Key, Label: in(f.Label, lang, f.Key), Text: words(definition, f, value, lang), Value: value, AboutOthers: aboutOthers(f)})
		}
		delete(left, f.Key)
	}
	for _, key := range slices.Sorted(maps.Keys(left)) {
		fields = append(fields, SubjectField{Key: key, Label: key, Text: string(left[key]), Value: left[key], AboutOthers: true})
	}
	return fields
}

// aboutOthers tells whether a field may speak about somebody else than its subject: free words, and lists of people or events.
func aboutOthers(f *form.Field) bool { return f.Type == form.Text || f.Type == form.Group }

// in gives a label in a language, or in English, or else the code.
func in(label form.Label, lang, code string) string { return cmp.Or(label[lang], label["en"], code) }

// words turns a value into text: labels for codes, items of a group between brackets.
func words(d *form.Definition, f *form.Field, value json.RawMessage, lang string) string {
	var decoded any
	if json.Unmarshal(value, &decoded) != nil {
		return string(value)
	}
	return text(d, f, decoded, lang)
}

func text(d *form.Definition, f *form.Field, value any, lang string) string {
	switch v := value.(type) {
	case string:
		return choice(d.Choices(f), v, lang)
	case []any:
		parts := make([]string, len(v))
		for i, item := range v {
			parts[i] = text(d, f, item, lang)
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		return members(d, f, v, lang)
	}
	plain, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(plain)
}

// members writes an item of a group, the answers of a checklist, or a date.
func members(d *form.Definition, f *form.Field, of map[string]any, lang string) string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(of)) {
		label, written := key, ""
		inner := slices.IndexFunc(f.Fields, func(i form.Field) bool { return i.Key == key })
		switch {
		case inner >= 0:
			label, written = in(f.Fields[inner].Label, lang, key), text(d, &f.Fields[inner], of[key], lang)
		case f.Type == form.Checklist:
			answer, _ := of[key].(string)
			label, written = choice(f.Options, key, lang), choice(d.Lists[f.List], answer, lang)
		case f.Type == form.Group: // what an item is called is nobody's business
			continue
		default:
			written = text(d, &form.Field{}, of[key], lang)
		}
		parts = append(parts, label+": "+written)
	}
	return "[" + strings.Join(parts, "; ") + "]"
}

// choice gives an option's label; what is no option is itself.
func choice(options []form.Option, code, lang string) string {
	for i := range options {
		if options[i].Code == code {
			return in(options[i].Label, lang, code)
		}
	}
	return code
}
