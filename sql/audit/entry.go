package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/queue"
)

// Act is one thing somebody did that the house must be able to prove afterwards.
type Act struct {
	Actor   queue.AgentID // person.id; empty: the service itself or the command line
	Action  string        // what was done, a code: "number.revealed"
	Object  string        // to what, as kind and id: "contact:…", "person:…"
	Purpose string        // why, a code; empty where none is asked for
	Words   string        // why, in free words: personal, so sealed and erasable
}

// Erased is the action that tells of lawfully erased words; its object is Name of the entry that had them.
const Erased = "audit.erased"

// Entry is one act as it is kept.
type Entry struct {
	N                              int64 // its place, from 1
	At                             time.Time
	Actor, Action, Object, Purpose string
	Commitment                     []byte // HMAC-SHA256 of the words, keyed by Salt; nil if there never were any
	MAC                            []byte // by the key file's audit key, over all of the above
	Node                           []byte // hash of the largest full subtree that ends with this entry
	Salt, Sealed                   []byte // the words and what their commitment was made with; both nil once erased
}

// Name is how an entry is called as the object of an act.
func Name(n int64) string { return "audit:" + strconv.FormatInt(n, 10) }

// Keys make entries and anchors, and check them.
type Keys struct {
	MAC  tink.MAC
	Seal tink.AEAD
}

const saltSize = 32

// Append makes the next entry of the tree, and adds it there.
func (k Keys) Append(t *Tree, a Act, at time.Time) (Entry, error) {
	e := Entry{N: t.Size() + 1, At: at.UTC().Truncate(time.Microsecond),
		Actor: string(a.Actor), Action: a.Action, Object: a.Object, Purpose: a.Purpose}
	for _, text := range []string{e.Actor, e.Action, e.Object, e.Purpose, a.Words} {
		if !utf8.ValidString(text) {
			return Entry{}, fmt.Errorf("audit %s: a text is not UTF-8", a.Action)
		}
	}
	if err := k.sealWords(&e, a.Words); err != nil {
		return Entry{}, fmt.Errorf("audit %s: %w", a.Action, err)
	}
	mac, err := k.MAC.ComputeMAC(e.content())
	if err != nil {
		return Entry{}, fmt.Errorf("audit %s: %w", a.Action, err)
	}
	e.MAC = mac
	e.Node = t.add(e.leaf())
	return e, nil
}

func (k Keys) sealWords(e *Entry, words string) (err error) {
	if words == "" {
		return nil
	}
	e.Salt = make([]byte, saltSize)
	if _, err = rand.Read(e.Salt); err != nil {
		return err
	}
	e.Commitment = commit(e.Salt, words)
	e.Sealed, err = k.Seal.Encrypt([]byte(words), wordsPlace(e.N))
	return err
}

// Words opens an entry's free words; empty if there are none, or none any more.
func (k Keys) Words(e Entry) (string, error) {
	if e.Sealed == nil {
		return "", nil
	}
	words, err := k.Seal.Decrypt(e.Sealed, wordsPlace(e.N))
	if err != nil {
		return "", fmt.Errorf("the words of %s do not open with this key: %w", Name(e.N), err)
	}
	return string(words), nil
}

func wordsPlace(n int64) []byte { return []byte("words of " + Name(n)) }

func commit(salt []byte, words string) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(words))
	return mac.Sum(nil)
}

// genuine tells whether an entry is as one with the key wrote it.
func (k Keys) genuine(e Entry) bool {
	whole := e.Commitment == nil || len(e.Commitment) == sha256.Size
	return whole && k.MAC.VerifyMAC(e.MAC, e.content()) == nil
}

const entryTime = "2006-01-02T15:04:05.000000Z"

// content is what an entry's MAC and leaf are made of. Its shape never changes.
func (e Entry) content() []byte {
	text, err := json.Marshal([]string{"alo116 audit entry 1", strconv.FormatInt(e.N, 10), e.At.UTC().Format(entryTime),
		e.Actor, e.Action, e.Object, e.Purpose, hex.EncodeToString(e.Commitment)})
	if err != nil {
		panic(err) // strings only: it cannot
	}
	return text
}

// leaf is the leaf's hash.
func (e Entry) leaf() []byte { return hasher.HashLeaf(append(e.content(), e.MAC...)) }

// Reseal seals an entry's words with the newest key.
func (k Keys) Reseal(e Entry) ([]byte, error) {
	words, err := k.Words(e)
	if err != nil {
		return nil, err
	}
	return k.Seal.Encrypt([]byte(words), wordsPlace(e.N))
}
