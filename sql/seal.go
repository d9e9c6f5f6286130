package sql

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
)

// protect turns a field's value into what may be stored: as it is, or sealed with the contact's key if the form marks the
// field as personal data. Both are nil for a field that is emptied. A field the form does not know
// is sealed, to be sure.
func (t Contacts) protect(ctx context.Context, c row, field string, value json.RawMessage) (open, sealed *string, err error) {
	if isNull(value) {
		return nil, nil, nil
	}
	if definition, ok := form.Version(c.Version); ok {
		if f := definition.Field(field); f != nil && !f.PII {
			text := string(value)
			return &text, nil, nil
		}
	}
	box, err := t.box(ctx, c.key)
	if err != nil {
		return nil, nil, fmt.Errorf("seal field %s: %w", field, err)
	}
	content, err := box.Encrypt(value, contactPlace(c.ID, field))
	if err != nil {
		return nil, nil, fmt.Errorf("seal field %s: %w", field, err)
	}
	text := base64.StdEncoding.EncodeToString(content)
	return nil, &text, nil
}

// unseal adds the sealed fields to the contact's values.
func unseal(box tink.AEAD, c *form.Contact, sealed map[string]string) error {
	for field, text := range sealed {
		value, err := unsealText(box, c.ID, field, text)
		if err != nil {
			return err
		}
		c.Values[field] = value
	}
	return nil
}

func unsealText(box tink.AEAD, contact, field, text string) ([]byte, error) {
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("contact %s: field %s is not what was sealed: %w", contact, field, err)
	}
	value, err := box.Decrypt(content, contactPlace(contact, field))
	if err != nil {
		return nil, fmt.Errorf("contact %s: field %s does not open with this key: %w", contact, field, err)
	}
	return value, nil
}

// contactPlace binds a seal to its contact and field: moved elsewhere it does not open.
func contactPlace(contact, field string) []byte { return []byte("contact " + contact + " " + field) }

// numberField names the caller's number among what a contact seals. No field of a form is called so.
const numberField = "(number)"
