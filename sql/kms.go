package sql

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/tink-crypto/tink-go-hcvault/v2/integration/hcvault"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// kms gives the key of a key management service that wraps the keysets in the key file. It is asked when the file is read, never
// for a single case: if it is away, only a start has to wait for it.
func (s KeySource) kms() (tink.AEAD, error) {
	address, err := url.Parse(s.KMS)
	if err != nil || address.Scheme != "hcvault" || address.Host == "" || !strings.Contains(address.Path, "/keys/") {
		return nil, errors.New("ALO116_KEY_KMS is not an address like hcvault://vault.example:8200/transit/keys/alo116")
	}
	if s.Token == "" {
		return nil, errors.New("no token for the KMS is set: give ALO116_KEY_KMS_TOKEN or ALO116_KEY_KMS_TOKEN_FILE")
	}
	client, err := hcvault.NewClient("hcvault://"+address.Host, s.TLS, s.Token)
	if err != nil {
		return nil, errors.New("the KMS that ALO116_KEY_KMS names cannot be used: correct its address")
	}
	return client.GetAEAD(s.KMS)
}

// tellKMS makes one sentence of what a KMS answered, with nothing of what was asked.
func tellKMS(err error) error {
	if away := new(url.Error); errors.As(err, &away) {
		return fmt.Errorf("the KMS does not answer (%w): start it, or correct ALO116_KEY_KMS", away.Err)
	}
	if strings.Contains(err.Error(), "Code: 403") {
		return errors.New("the KMS does not let us in (403): renew ALO116_KEY_KMS_TOKEN, and let its policy allow to encrypt and decrypt with this key")
	}
	return errors.New("the KMS did not open it: was it wrapped with another key than ALO116_KEY_KMS names?")
}

// candid keeps what the KMS answered, which Tink makes a mere word of.
type candid struct {
	tink.AEAD
	err error
}

// Encrypt implements tink.AEAD.
func (c *candid) Encrypt(plain, place []byte) (box []byte, err error) {
	box, c.err = c.AEAD.Encrypt(plain, place)
	return box, c.err
}

// Decrypt implements tink.AEAD.
func (c *candid) Decrypt(box, place []byte) (plain []byte, err error) {
	plain, c.err = c.AEAD.Decrypt(box, place)
	return plain, c.err
}

func readWrapped(text []byte, kms tink.AEAD) (*keyset.Handle, error) {
	c := &candid{AEAD: kms}
	handle, err := keyset.Read(keyset.NewJSONReader(bytes.NewReader(text)), c)
	if err != nil {
		return nil, tellKMS(cmp.Or(c.err, err))
	}
	return handle, nil
}

func writeWrapped(handle *keyset.Handle, kms tink.AEAD) ([]byte, error) {
	var text bytes.Buffer
	c := &candid{AEAD: kms}
	if err := handle.Write(keyset.NewJSONWriter(&text), c); err != nil {
		return nil, tellKMS(cmp.Or(c.err, err))
	}
	return text.Bytes(), nil
}
