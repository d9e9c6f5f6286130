package sql

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/nyaruka/phonenumbers"
)

// Keys are the service's secrets: one keyset hashes numbers, one seals texts and the spool. They
// live in a file outside the database and its backups. Safe for use by many goroutines.
type Keys struct {
	region  string
	numbers *keyset.Handle
	sealing *keyset.Handle
	hash    *prf.Set
	seal    tink.AEAD
}

// hashSize is the length of a number's hash; keySize adds the id of the key that made it, so that
// numbers can be recognised after the key was changed.
const (
	hashSize = 32
	keySize  = 4 + hashSize
)

// NewKeys makes fresh keys. Region is the country (ISO 3166) whose national numbers callers present.
func NewKeys(region string) (*Keys, error) {
	numbers, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make the key for numbers: %w", err)
	}
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make the key for sealing: %w", err)
	}
	return useKeys(numbers, sealing, region)
}

// Rotate gives keys that seal with a new key from now on and still open what the old ones sealed.
// The hash of numbers stays, or nobody would be recognised.
func (k *Keys) Rotate() (*Keys, error) {
	manager := keyset.NewManagerFromHandle(k.sealing)
	id, err := manager.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	sealing, err := manager.Handle()
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return useKeys(k.numbers, sealing, k.region)
}

func useKeys(numbers, sealing *keyset.Handle, region string) (*Keys, error) {
	if !phonenumbers.GetSupportedRegions()[region] {
		return nil, fmt.Errorf("%q is not a country's code like AL: correct --region or ALO116_REGION", region)
	}
	hash, err := prf.NewPRFSet(numbers)
	if err != nil {
		return nil, fmt.Errorf("use the key for numbers: %w", err)
	}
	seal, err := aead.New(sealing)
	if err != nil {
		return nil, fmt.Errorf("use the key for sealing: %w", err)
	}
	return &Keys{region: region, numbers: numbers, sealing: sealing, hash: hash, seal: seal}, nil
}

// numberKey is the key id and the keyed hash of a normalised number, in hex.
func (k *Keys) numberKey(number string) (string, error) {
	hash, err := k.hash.ComputePrimaryPRF([]byte(number), hashSize)
	if err != nil {
		return "", fmt.Errorf("hash a number: %w", err)
	}
	return hex.EncodeToString(append(binary.BigEndian.AppendUint32(nil, k.hash.PrimaryID), hash...)), nil
}

// callerKey gives the bytes of a caller's key, or nil for anything that numberKey did not make: a
// number that came this way by mistake stays out.
func callerKey(key string) []byte {
	if len(key) != 2*keySize {
		return nil
	}
	raw, err := hex.DecodeString(key)
	if err != nil {
		return nil
	}
	return raw
}
