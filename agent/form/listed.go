package form

import (
	"slices"
	"strings"
)

// Lists of the newest form that others go by, too.
const (
	AgencyKinds = "agencies" // what those are to whom a case is referred
	Places      = "places"   // municipalities, each in its county
)

// Listed finds an option of a list of the newest form.
func Listed(list, code string) (Option, bool) {
	d, _ := Version(Latest)
	return found(pick(d.Lists[list], code))
}

// AgencyKind tells whether an entry of the directory may be of that kind: one that cases are referred to, or one that is asked into a talk.
func AgencyKind(code string) bool {
	_, referred := Listed(AgencyKinds, code)
	return referred || pick(Helpers(), code) != nil
}

// Offered finds a choice of a field of the newest form; "group.part" is a part of a group's items.
func Offered(field, code string) (Option, bool) {
	d, _ := Version(Latest)
	key, part, within := strings.Cut(field, ".")
	f := d.Field(key)
	if f != nil && within {
		f = find(f.Fields, part)
	}
	if f == nil {
		return Option{}, false
	}
	return found(pick(d.Choices(f), code))
}

// Kinds are the kinds of contacts of the newest form.
func Kinds() []Option {
	d, _ := Version(Latest)
	return slices.Clone(d.Choices(d.Field("call_type")))
}

func found(o *Option) (Option, bool) {
	if o == nil {
		return Option{}, false
	}
	return *o, true
}
