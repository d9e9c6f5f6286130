package form

import "slices"

// choices checks where a field's options come from, and that they fit its type.
func (l *linter) choices(of string, f *Field) {
	must := slices.Contains([]Type{Select, Multi, Ranked, Tree, Checklist}, f.Type)
	may := must || slices.Contains([]Type{Int, Date, DateTime}, f.Type)
	l.need(f.List == "" || len(l.d.Lists[f.List]) > 0, "%s: no list %s", of, f.List)
	l.need(f.Type == Checklist || f.List == "" || len(f.Options) == 0, "%s: options of its own, and a list too", of)
	options := l.d.Choices(f)
	l.need(!must || len(options) > 0, "%s: a %s has options", of, f.Type)
	l.need(may || len(options) == 0, "%s: a %s has no options", of, f.Type)
	if f.Type == Checklist {
		affirms := slices.ContainsFunc(l.d.answers(f), func(o Option) bool { return o.Has(Affirms) })
		l.need(affirms, "%s: a checklist has questions, and a list of answers, one of which affirms", of)
	}
	l.options(of, f.Options)
	l.chips(of, f)
}

func (l *linter) options(of string, options []Option) {
	l.keys(of+": option", optionCodes(options))
	for i := range options {
		o := &options[i]
		l.label(of+": option "+o.Code, o.Label, maxFoundLabel)
		l.need(o.In == "" || pick(options, o.In) != nil, "%s: option %s is under %s, which is no option", of, o.Code, o.In)
		l.need(rooted(options, o), "%s: option %s is under itself", of, o.Code)
	}
}

// rooted tells whether the way up from an option ends.
func rooted(options []Option, o *Option) bool {
	for range options {
		if o = pick(options, o.In); o == nil {
			return true
		}
	}
	return false
}

// chips checks that labels fit where they are shown.
func (l *linter) chips(of string, f *Field) {
	if f.Search {
		return
	}
	for _, o := range l.d.Choices(f) {
		for lang, text := range o.Label {
			l.need(len([]rune(text)) <= maxChipLabel, "%s: option %s: the label in %s is too long for a chip, %d characters fit", of, o.Code, lang, maxChipLabel)
		}
	}
}

func optionCodes(options []Option) (codes []string) {
	for _, o := range options {
		codes = append(codes, o.Code)
	}
	return codes
}
