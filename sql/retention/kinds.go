package retention

import (
	"slices"

	"alo116/agent/form"
)

// Kinds gives the codes of the call types that a match means, whichever version of the form a contact was begun with.
func (m *Match) Kinds() []string {
	found := kinds(func(o form.Option) bool {
		return slices.Contains(m.CallTypes, o.Code) || slices.ContainsFunc(m.Flags, o.Has)
	})
	slices.Sort(found)
	return slices.Compact(found)
}

func kinds(fit func(form.Option) bool) (codes []string) {
	for _, version := range form.Versions() {
		definition, _ := form.Version(version)
		field := definition.Field(CallType)
		if field == nil {
			continue
		}
		for _, option := range definition.Choices(field) {
			if fit(option) {
				codes = append(codes, option.Code)
			}
		}
	}
	return codes
}

// coded tells whether some version of the form has the field and none treats it as personal.
func coded(key string) (is bool) {
	for _, version := range form.Versions() {
		definition, _ := form.Version(version)
		if definition.Field(key) == nil {
			continue
		}
		if definition.Sealed(key) {
			return false
		}
		is = true
	}
	return is
}
