package sql

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tink-crypto/tink-go/v2/prf"

	"alo116/queue"
)

// hashSize is the length of a number's hash; keySize adds the id of the epoch that made it, so that
// numbers can be recognised after a new epoch began.
const (
	hashSize = 32
	keySize  = 4 + hashSize
)

// Recognise gives the keys under which a number may have been stored: by the present epoch, which comes first, and by all that
// were not dropped. None for a number without a digit.
func (k *Keys) Recognise(number string) [][]byte {
	full, _ := k.normalise(userPart(number))
	if full == "" {
		return nil
	}
	return numberKeys(k.now.Load().hash, full)
}

// Recognise is that of the store's own keys.
func (s *Store) Recognise(number string) [][]byte { return s.keys.Recognise(number) }

// KeysOf gives what Recognise gave at the door, for a caller whose number is not at hand. None if it was withheld.
func KeysOf(c queue.Caller) (keys [][]byte) {
	for key := range strings.SplitSeq(c.Key+" "+c.Earlier, " ") {
		if raw := callerKey(key); raw != nil {
			keys = append(keys, raw)
		}
	}
	return keys
}

// numberKeys hashes a normalised number in every epoch, the present one first.
func numberKeys(hash *prf.Set, number string) (keys [][]byte) {
	ids := slices.DeleteFunc(slices.Sorted(maps.Keys(hash.PRFs)), func(id uint32) bool { return id == hash.PrimaryID })
	for _, id := range append([]uint32{hash.PrimaryID}, ids...) {
		if key, err := numberKey(hash, id, number); err == nil {
			keys = append(keys, key)
		}
	}
	return keys
}

// numberKey is the epoch's id and the keyed hash of a number.
func numberKey(hash *prf.Set, epoch uint32, number string) ([]byte, error) {
	sum, err := hash.PRFs[epoch].ComputePRF([]byte(number), hashSize)
	if err != nil {
		return nil, fmt.Errorf("hash a number: %w", err)
	}
	return append(epochMark(epoch), sum...), nil
}

// epochMark is what the keys of an epoch begin with.
func epochMark(epoch uint32) []byte { return binary.BigEndian.AppendUint32(nil, epoch) }

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

// SealNumber seals a presented number for its call, so that it may ride in memory to the contact that will keep it. Nothing for
// one that is withheld. It does no I/O, for a caller waits meanwhile.
func (k *Keys) SealNumber(call queue.CallID, number string) (queue.SealedNumber, error) {
	number = userPart(number)
	full, _ := k.normalise(number)
	if full == "" || withheldWords[letters(number)] {
		return "", nil
	}
	sealed, err := k.now.Load().seal.Encrypt([]byte(full), callPlace(call))
	if err != nil {
		return "", fmt.Errorf("seal a number: %w", err)
	}
	return queue.SealedNumber(sealed), nil
}

// openNumber opens what SealNumber sealed for the same call.
func (k *Keys) openNumber(call queue.CallID, sealed queue.SealedNumber) ([]byte, error) {
	number, err := k.Decrypt([]byte(sealed), callPlace(call))
	if before := k.now.Load().before; err != nil && before != nil {
		number, err = before.Decrypt([]byte(sealed), callPlace(call))
	}
	if err != nil {
		return nil, fmt.Errorf("open the number of a call: %w", err)
	}
	return number, nil
}

// callPlace binds a sealed number to its call.
func callPlace(call queue.CallID) []byte { return []byte("call " + string(call) + " number") }
