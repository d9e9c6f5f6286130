package sql

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/nyaruka/phonenumbers"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/sql/keyring"
)

// Keys are the service's secrets: a keyset whose epochs hash numbers, the master keyset, which seals the spool and wraps the
// keys of the cases, the keyset that signs the audit trail, and the keyring in which the keys of the cases lie. They live outside the database and its backups. Whoever changed the
// key file need not restart the service: it is read again when it has changed. Safe for use by many goroutines.
type Keys struct {
	source KeySource
	ring   *keyring.Ring
	now    atomic.Pointer[keysets]
	mu     sync.Mutex // reading the source again
	seen   string     // the file as it was read last
}

// keysets are the secrets as they are at one moment.
type keysets struct {
	numbers  *keyset.Handle
	sealing  *keyset.Handle
	auditing *keyset.Handle // nil in a file from before there was an audit trail
	hash     *prf.Set
	seal     tink.AEAD
	sign     tink.MAC  // of the audit trail
	before   tink.AEAD // what sealed until the keys were read again; for numbers that are in memory since
}

// NewKeys makes fresh keys. Region is the country (ISO 3166) whose national numbers callers present.
func NewKeys(region string) (*Keys, error) {
	numbers, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make the key for numbers: %w", err)
	}
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make the master key: %w", err)
	}
	auditing, err := newAuditKey()
	if err != nil {
		return nil, err
	}
	return newKeys(KeySource{Region: region}, numbers, sealing, auditing)
}

func newKeys(source KeySource, numbers, sealing, auditing *keyset.Handle) (*Keys, error) {
	if !phonenumbers.GetSupportedRegions()[source.Region] {
		return nil, fmt.Errorf("%q is not a country's code like AL: correct --region or ALO116_REGION", source.Region)
	}
	sets, err := useKeysets(numbers, sealing, auditing)
	if err != nil {
		return nil, err
	}
	k := &Keys{source: source}
	k.now.Store(sets)
	return k, nil
}

func useKeysets(numbers, sealing, auditing *keyset.Handle) (*keysets, error) {
	hash, err := prf.NewPRFSet(numbers)
	if err != nil {
		return nil, fmt.Errorf("use the key for numbers: %w", err)
	}
	seal, err := aead.New(sealing)
	if err != nil {
		return nil, fmt.Errorf("use the master key: %w", err)
	}
	sign, err := signer(auditing)
	if err != nil {
		return nil, err
	}
	return &keysets{numbers: numbers, sealing: sealing, auditing: auditing, hash: hash, seal: seal, sign: sign}, nil
}

// UseKeyring names the folders in which the keys of the cases lie; mirror may be empty. Without it no contact can be opened.
func (k *Keys) UseKeyring(dir, mirror string) error {
	ring, err := keyring.Open(dir, mirror)
	if err != nil {
		return err
	}
	k.ring = ring
	return nil
}

// Refresh reads the source again if it is a file that has changed since. If that cannot be read, the keys stay as they are, and
// so they do while the file is not there at all.
func (k *Keys) Refresh() error {
	state, err := k.source.state()
	if err != nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if state == k.seen {
		return nil
	}
	sets, err := k.source.read()
	if err != nil {
		return err
	}
	sets.before = k.now.Load().seal
	k.now.Store(sets)
	k.seen = state
	return nil
}

// Encrypt seals with the newest master key. With Decrypt it makes Keys a tink.AEAD. While a changed key file cannot be read, it
// goes on with the key it has, for what it seals must not be lost.
func (k *Keys) Encrypt(plain, place []byte) ([]byte, error) {
	_ = k.Refresh() // the next one who needs the file itself will say what is wrong with it
	return k.now.Load().seal.Encrypt(plain, place)
}

// Decrypt opens what Encrypt sealed, with a key that another process made meanwhile, too.
func (k *Keys) Decrypt(sealed, place []byte) ([]byte, error) {
	sets := k.now.Load()
	plain, err := sets.seal.Decrypt(sealed, place)
	if err == nil {
		return plain, nil
	}
	id, ok := masterOf(sealed)
	if ok && has(sets.sealing, id) {
		return nil, err
	}
	if err := k.Refresh(); err != nil {
		return nil, err
	}
	if newer := k.now.Load(); newer != sets {
		return newer.seal.Decrypt(sealed, place)
	}
	return nil, errors.New("it was sealed with a master key that is not in the key file: give the key file that belongs to it; " +
		"a service that was given a copy of it at its start (systemd-creds) needs a new copy and a restart, see 'alo116 keys rotate --help'")
}
