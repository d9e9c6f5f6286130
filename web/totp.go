package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"alo116/queue"
	"alo116/sql"
)

// Codes as every app makes them (RFC 6238): six digits, a new one every 30 seconds, HMAC-SHA-1. A code is taken in its own
// step only (ASVS 6.5.5). One of the step before or after is refused by its name, for typing takes time and clocks differ, and
// is used up: else who guessed the next one would know.
const (
	totpStep   = 30 // seconds
	totpSecret = 20 // bytes
	totpDigits = otp.DigitsSix
)

// matchTOTP finds the step whose code this is. It gives errOtherStep for the one before now and the one after, and errWrongCode
// for all that are farther.
func matchTOTP(secret []byte, code string, now time.Time) (step int64, err error) {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	middle := now.Unix() / totpStep
	for _, step := range []int64{middle, middle - 1, middle + 1} {
		right, err := hotp.ValidateCustom(code, uint64(step), text, hotp.ValidateOpts{Digits: totpDigits, Algorithm: otp.AlgorithmSHA1})
		if err != nil || !right {
			continue
		}
		if step != middle {
			return step, errOtherStep
		}
		return step, nil
	}
	return 0, errWrongCode
}

// rightTOTP looks whether the code is the person's of now, and uses it up.
func (s *Site) rightTOTP(ctx context.Context, id queue.AgentID, code string) error {
	secret, err := s.cfg.Staff.TOTP(ctx, id)
	if errors.Is(err, sql.ErrNotFound) {
		return errWrongCode
	}
	if err != nil {
		return err
	}
	step, not := matchTOTP(secret, plainCode(code), s.now())
	if not != nil && !errors.Is(not, errOtherStep) {
		return not
	}
	err = s.cfg.Staff.UseTOTP(ctx, id, step)
	if errors.Is(err, sql.ErrUsed) {
		return errWrongCode // somebody looked over a shoulder, or pressed twice
	}
	if err != nil {
		return err
	}
	return not
}

// totpBody is a new secret for the person's app: as a picture to scan, and as text for who cannot.
type totpBody struct {
	Secret string   `json:"secret"`
	QR     []string `json:"qr"` // its rows, a sign for each square: # is dark
}

// beginTOTP makes a secret, which counts once a code of it was given.
func (s *Site) beginTOTP(w http.ResponseWriter, r *http.Request, e enrolment) error {
	secret := make([]byte, totpSecret)
	if _, err := rand.Read(secret); err != nil {
		return fmt.Errorf("make a secret: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: e.person.Login, Period: totpStep, Secret: secret, Digits: totpDigits})
	if err != nil {
		return fmt.Errorf("make a TOTP key: %w", err)
	}
	rows, err := squares(key)
	if err != nil {
		return err
	}
	s.secrets.put(time.Now(), e.key, secret)
	reply(w, http.StatusOK, totpBody{key.Secret(), rows})
	return nil
}

// endTOTP takes the secret into use if the person's app has it.
func (s *Site) endTOTP(w http.ResponseWriter, r *http.Request, e enrolment) error {
	var body codeBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	secret, ok := s.secrets.get(time.Now(), e.key)
	if !ok {
		return errStepOver
	}
	step, err := matchTOTP(secret, plainCode(body.Code), s.now())
	if err != nil {
		return err
	}
	if err := s.keepTOTP(r, e, secret, step); err != nil {
		return err
	}
	s.secrets.drop(e.key)
	return s.enrolled(w, r, e)
}

// issuer stands in people's apps beside their login.
const issuer = "ALO 116"
