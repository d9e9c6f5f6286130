package sql

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"
)

// KeyState is one version of a keyset: the one that is used for what is new, or an older one.
type KeyState struct {
	ID      uint32
	Primary bool
}

// Masters lists the versions of the master key, the oldest first.
func (k *Keys) Masters() []KeyState { return states(k.now.Load().sealing) }

// Epochs lists the epochs of the hash for numbers, the oldest first.
func (k *Keys) Epochs() []KeyState { return states(k.now.Load().numbers) }

// Rotate gives keys that seal with a new master key from now on and still open what the old ones sealed.
func (k *Keys) Rotate() (*Keys, error) {
	sets := k.now.Load()
	sealing, err := grown(sets.sealing, aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("rotate keys: %w", err)
	}
	return k.with(sets.numbers, sealing)
}

// NewEpoch gives keys that hash numbers with a new key from now on and still recognise them by the older ones.
func (k *Keys) NewEpoch() (*Keys, error) {
	sets := k.now.Load()
	numbers, err := grown(sets.numbers, prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("begin an epoch: %w", err)
	}
	return k.with(numbers, sets.sealing)
}

// DropEpoch gives keys without an old epoch: what it hashed is a random number from now on, to everybody and for ever.
func (k *Keys) DropEpoch(id uint32) (*Keys, error) {
	sets := k.now.Load()
	numbers, err := shrunk(sets.numbers, id)
	if err != nil {
		return nil, fmt.Errorf("drop epoch %d: %w", id, err)
	}
	return k.with(numbers, sets.sealing)
}

// without gives keys without old versions of the master key.
func (k *Keys) without(masters []KeyState) (*Keys, error) {
	sets := k.now.Load()
	sealing := sets.sealing
	for _, master := range masters {
		var err error
		if sealing, err = shrunk(sealing, master.ID); err != nil {
			return nil, fmt.Errorf("retire master key %d: %w", master.ID, err)
		}
	}
	return k.with(sets.numbers, sealing)
}

// with gives keys of the same source and keyring. A file from before the audit trail gets its key now.
func (k *Keys) with(numbers, sealing *keyset.Handle) (*Keys, error) {
	auditing := k.now.Load().auditing
	if auditing == nil {
		var err error
		if auditing, err = newAuditKey(); err != nil {
			return nil, err
		}
	}
	changed, err := newKeys(k.source, numbers, sealing, auditing)
	if err != nil {
		return nil, err
	}
	changed.ring = k.ring
	return changed, nil
}

func grown(handle *keyset.Handle, template *tinkpb.KeyTemplate) (*keyset.Handle, error) {
	manager := keyset.NewManagerFromHandle(handle)
	id, err := manager.Add(template)
	if err != nil {
		return nil, err
	}
	if err := manager.SetPrimary(id); err != nil {
		return nil, err
	}
	return manager.Handle()
}

func shrunk(handle *keyset.Handle, id uint32) (*keyset.Handle, error) {
	for _, s := range states(handle) {
		if s.ID == id && s.Primary {
			return nil, errors.New("it is the one in use: begin a new one first")
		}
	}
	if !has(handle, id) {
		return nil, errors.New("there is none of that number: 'alo116 keys list' shows them")
	}
	manager := keyset.NewManagerFromHandle(handle)
	if err := manager.Delete(id); err != nil {
		return nil, err
	}
	return manager.Handle()
}

func states(handle *keyset.Handle) (all []KeyState) {
	info := handle.KeysetInfo()
	for _, key := range info.GetKeyInfo() {
		all = append(all, KeyState{ID: key.GetKeyId(), Primary: key.GetKeyId() == info.GetPrimaryKeyId()})
	}
	return all
}

func has(handle *keyset.Handle, id uint32) bool {
	for _, s := range states(handle) {
		if s.ID == id {
			return true
		}
	}
	return false
}

// masterOf reads from what was sealed which master key sealed it: Tink's prefix is a version byte, 1, and the key's id.
func masterOf(sealed []byte) (id uint32, ok bool) {
	if len(sealed) < 5 || sealed[0] != 1 {
		return 0, false
	}
	return binary.BigEndian.Uint32(sealed[1:]), true
}
