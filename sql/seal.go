package sql

import (
	"encoding/base64"
	"encoding/json"
	"fmt"

	"alo116/agent/form"
)

// protect turns a field's value into what may be stored: as it is, or sealed if the form marks the
// field as personal data. Both are nil for a field that is emptied. A field the form does not know
// is sealed, to be sure.
func (k *Keys) protect(c form.Contact, field string, value json.RawMessage) (open, sealed *string, err error) {
	if isNull(value) {
		return nil, nil, nil
	}
	if definition, ok := form.Version(c.Version); ok {
		if f := definition.Field(field); f != nil && !f.PII {
			text := string(value)
			return &text, nil, nil
		}
	}
	box, err := k.seal.Encrypt(value, contactPlace(c.ID, field))
	if err != nil {
		return nil, nil, fmt.Errorf("seal field %s: %w", field, err)
	}
	text := base64.StdEncoding.EncodeToString(box)
	return nil, &text, nil
}

// unseal adds the sealed fields to the contact's values.
func (k *Keys) unseal(c *form.Contact, sealed map[string]string) error {
	for field, text := range sealed {
		box, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return fmt.Errorf("contact %s: field %s is not what was sealed: %w", c.ID, field, err)
		}
		value, err := k.seal.Decrypt(box, contactPlace(c.ID, field))
		if err != nil {
			return fmt.Errorf("contact %s: field %s does not open with this key: %w", c.ID, field, err)
		}
		c.Values[field] = value
	}
	return nil
}

// contactPlace binds a seal to its contact and field: moved elsewhere it does not open.
func contactPlace(contact, field string) []byte { return []byte("contact " + contact + " " + field) }
