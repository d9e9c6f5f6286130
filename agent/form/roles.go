package form

import (
	"encoding/json"
	"slices"

	"alo116/queue"
)

// Owner stands, in a field's roles, for whoever has the contact.
const Owner = "owner"

// Roles say who may see a field and who may change it: roles of people, or Owner. An empty list is everybody
// who may have the contact at all.
type Roles struct {
	See    []string `json:"see,omitempty"`
	Change []string `json:"change,omitempty"`
}

// MaySee tells whether somebody with that role, who has the contact or not, may see the field.
func (f *Field) MaySee(role queue.Role, owner bool) bool {
	return f.Roles == nil || listed(f.Roles.See, role, owner)
}

// MayChange tells whether somebody with that role, who has the contact or not, may change the field.
func (f *Field) MayChange(role queue.Role, owner bool) bool {
	return f.MaySee(role, owner) && (f.Roles == nil || listed(f.Roles.Change, role, owner))
}

// MayChange tells whether somebody with that role, who has the contact or not, may change a field of that version of the
// form. What the form does not know nobody may.
func MayChange(version, field string, role queue.Role, owner bool) bool {
	d, ok := Version(version)
	if !ok {
		return false
	}
	f := d.Field(field)
	return f != nil && f.MayChange(role, owner)
}

// Seen gives those of a contact's values that somebody with that role, who has the contact or not, may see. Every way out of
// the service goes by it. What the form does not know nobody sees.
func Seen(c Contact, role queue.Role, owner bool) map[string]json.RawMessage {
	seen := make(map[string]json.RawMessage, len(c.Values))
	d, ok := Version(c.Version)
	if !ok {
		return seen
	}
	for key, value := range c.Values {
		if f := d.Field(key); f != nil && f.MaySee(role, owner) {
			seen[key] = value
		}
	}
	return seen
}

// OwnersOnly lists the fields of that version that are for the eyes of whoever has the contact, and of chosen roles. They do
// not go along when the contact is handed over.
func OwnersOnly(version string) (keys []string) {
	d, ok := Version(version)
	if !ok {
		return nil
	}
	for i := range d.Fields {
		if f := &d.Fields[i]; f.Roles != nil && slices.Contains(f.Roles.See, Owner) {
			keys = append(keys, f.Key)
		}
	}
	return keys
}

func listed(roles []string, role queue.Role, owner bool) bool {
	return len(roles) == 0 || slices.Contains(roles, string(role)) || owner && slices.Contains(roles, Owner)
}
