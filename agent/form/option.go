package form

import "slices"

// Choices gives the options of a field, from its list if it has one. They are shared: do not change them.
func (d *Definition) Choices(f *Field) []Option {
	if len(f.Options) > 0 || f.List == "" {
		return f.Options
	}
	return d.Lists[f.List]
}

// answers gives what a checklist's questions may be answered.
func (d *Definition) answers(f *Field) []Option { return d.Lists[f.List] }

// option finds a choice of a field by its code; nil if there is none.
func (d *Definition) option(f *Field, code string) *Option { return pick(d.Choices(f), code) }

func pick(options []Option, code string) *Option {
	for i := range options {
		if options[i].Code == code {
			return &options[i]
		}
	}
	return nil
}

// Has tells whether the option has a flag.
func (o *Option) Has(flag string) bool { return slices.Contains(o.Flags, flag) }

// Path gives the codes from an option's root down to itself; nil if there is no such option.
func Path(options []Option, code string) []string {
	o := pick(options, code)
	if o == nil {
		return nil
	}
	if o.In == "" || o.In == code {
		return []string{code}
	}
	return append(Path(options, o.In), code)
}
