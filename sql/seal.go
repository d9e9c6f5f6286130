package sql

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/agent/form"
)

// protect turns a field's value into what may be stored, with the contact's key.
func (t Contacts) protect(ctx context.Context, c row, field string, value json.RawMessage) (open, sealed *string, err error) {
	return protect(func() (tink.AEAD, error) { return t.box(ctx, c.key) }, c.Version, field, value, contactPlace(c.ID, field))
}

// protect turns a field's value into what may be stored: as it is, or sealed with what box gives if that version of the form
// marks the field as personal data. Both are nil for a field that is emptied. A field the form does not know is sealed, to
// be sure.
func protect(box func() (tink.AEAD, error), version, field string, value json.RawMessage, place []byte) (open, sealed *string, err error) {
	if isNull(value) {
		return nil, nil, nil
	}
	if definition, ok := form.Version(version); ok && !definition.Sealed(field) {
		text := string(value)
		return &text, nil, nil
	}
	key, err := box()
	if err != nil {
		return nil, nil, fmt.Errorf("seal field %s: %w", field, err)
	}
	text, err := sealText(key, value, place)
	if err != nil {
		return nil, nil, fmt.Errorf("seal field %s: %w", field, err)
	}
	return nil, &text, nil
}

func sealText(box tink.AEAD, plain, place []byte) (string, error) {
	content, err := box.Encrypt(plain, place)
	return base64.StdEncoding.EncodeToString(content), err
}

// openText is the way back from sealText.
func openText(box tink.AEAD, text string, place []byte) ([]byte, error) {
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("it is not what was sealed: %w", err)
	}
	plain, err := box.Decrypt(content, place)
	if err != nil {
		return nil, fmt.Errorf("it does not open with this key: %w", err)
	}
	return plain, nil
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
	value, err := openText(box, text, contactPlace(contact, field))
	if err != nil {
		return nil, fmt.Errorf("contact %s: field %s: %w", contact, field, err)
	}
	return value, nil
}

// contactPlace binds a seal to its contact and field: moved elsewhere it does not open.
func contactPlace(contact, field string) []byte { return []byte("contact " + contact + " " + field) }

// numberField names the caller's number among what a contact seals. No field of a form is called so.
const numberField = "(number)"
