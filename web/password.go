package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
)

// Cost of a password hash: argon2id with 19 MiB, two passes, one lane, as OWASP's Password Storage Cheat Sheet asks
// for at least. Hashes of other costs are verified too; they say their own.
const (
	hashMemory  = 19 * 1024 // KiB
	hashPasses  = 2
	hashLanes   = 1
	hashSalt    = 16
	hashKey     = 32
	maxPassword = 1024
)

var errHashShape = errors.New("not an argon2id hash that we would make")

// HashPassword gives what is stored for a password, in PHC's string format.
func HashPassword(password string) (string, error) {
	if password == "" || len(password) > maxPassword {
		return "", fmt.Errorf("a password has 1 to %d bytes", maxPassword)
	}
	salt := make([]byte, hashSalt)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashKey)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes, b64(salt), b64(key)), nil
}

// VerifyPassword tells whether hash is of that password.
func VerifyPassword(hash, password string) (bool, error) {
	h, err := parseHash(hash)
	if err != nil {
		return false, err
	}
	if len(password) > maxPassword {
		return false, nil
	}
	key := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.key)))
	return subtle.ConstantTimeCompare(key, h.key) == 1, nil
}

type parsedHash struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

func parseHash(hash string) (h parsedHash, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, errHashShape
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil || n != 3 {
		return h, errHashShape
	}
	if h.salt, err = base64.RawStdEncoding.Strict().DecodeString(parts[4]); err != nil {
		return h, errHashShape
	}
	if h.key, err = base64.RawStdEncoding.Strict().DecodeString(parts[5]); err != nil {
		return h, errHashShape
	}
	sane := h.memory >= 8 && h.memory <= 1<<20 && h.passes >= 1 && h.passes <= 16 && h.lanes >= 1 && h.lanes <= 16 &&
		len(h.salt) >= 8 && len(h.salt) <= 64 && len(h.key) >= 16 && len(h.key) <= 64
	if !sane {
		return h, errHashShape
	}
	return h, nil
}

// verifier checks passwords, few at a time: hashing is slow and large on purpose, and must not take the machine away
// from the calls. An unknown login costs the same as a known one. Computers that are known wait in a line of their own,
// so that a crowd of strangers does not stand before them.
type verifier struct {
	strangers, known chan struct{}
	dummy            string
}

const verifyWait = 5 * time.Second

func newVerifier() (*verifier, error) {
	dummy, err := HashPassword(rand.Text())
	if err != nil {
		return nil, err
	}
	return &verifier{strangers: make(chan struct{}, 2), known: make(chan struct{}, 2), dummy: dummy}, nil
}

// check tells whether the password is right. An empty hash is nobody's.
func (v *verifier) check(ctx context.Context, hash, password string, known bool) (bool, error) {
	leave, err := v.enter(ctx, known)
	if err != nil {
		return false, err
	}
	defer leave()
	if hash == "" {
		_, err := VerifyPassword(v.dummy, password)
		return false, err
	}
	return VerifyPassword(hash, password)
}

// hash hashes a new password, in the same lines.
func (v *verifier) hash(ctx context.Context, password string) (string, error) {
	leave, err := v.enter(ctx, true)
	if err != nil {
		return "", err
	}
	defer leave()
	return HashPassword(password)
}

func (v *verifier) enter(ctx context.Context, known bool) (leave func(), err error) {
	slots := v.strangers
	if known {
		slots = v.known
	}
	wait := time.NewTimer(verifyWait)
	defer wait.Stop()
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-wait.C:
	case <-ctx.Done():
	}
	return nil, errBusy
}
