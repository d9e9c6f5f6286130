package web

import (
	"encoding/base32"
	"testing"
)

// enrolTOTP adds an app in a sign-in that has begun, and gives the status of the answer.
func (b *browser) enrolTOTP() int {
	b.d.t.Helper()
	_, _, body := b.ask("POST", "/api/sign-in/enrol/totp/begin", "{}")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(told[totpBody](b.d.t, body).Secret)
	if err != nil {
		b.d.t.Fatal(err)
	}
	status, _, _ := b.ask("POST", "/api/sign-in/enrol/totp", `{"code":"`+b.d.code(secret)+`"}`)
	return status
}

// resetMira gives mira another password.
func (d *door) resetMira() {
	d.t.Helper()
	hash, err := HashPassword("another one altogether 9")
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.store.SetPassword(d.t.Context(), miraID, hash); err != nil {
		d.t.Fatal(err)
	}
}

func TestASignInThatBeganEndsWithThePassword(t *testing.T) {
	d := open(t, func(c *Config) { c.SecondFactorRequired = true })
	thief := d.browser()
	thief.ask("POST", "/api/sign-in", passwordOfMira)
	d.resetMira()
	if status := thief.enrolTOTP(); status != 410 {
		t.Errorf("a first factor by the old password: %d", status)
	}
	if f, err := d.store.Factors(t.Context(), miraID); err != nil || f.Any() {
		t.Errorf("she has %+v, %v", f, err)
	}
	if d.token(thief) != "" {
		t.Error("the old password gave a session")
	}
}

func TestACodeAfterAnOldPasswordOpensNothing(t *testing.T) {
	d := open(t)
	secret := d.giveTOTP()
	thief := d.browser()
	thief.ask("POST", "/api/sign-in", passwordOfMira)
	d.resetMira()
	if status, _, body := thief.ask("POST", "/api/sign-in/totp", `{"code":"`+d.code(secret)+`"}`); status != 410 || d.token(thief) != "" {
		t.Errorf("%d %s", status, body)
	}
}

func TestWhoHasAFactorByNowAddsNoneWithThePasswordAlone(t *testing.T) {
	d := open(t, func(c *Config) { c.SecondFactorRequired = true })
	thief := d.browser()
	thief.ask("POST", "/api/sign-in", passwordOfMira)
	owner := d.giveTOTP()
	if status := thief.enrolTOTP(); status != 410 || d.token(thief) != "" {
		t.Errorf("over her own: %d", status)
	}
	if now, err := d.store.TOTP(t.Context(), miraID); err != nil || string(now) != string(owner) {
		t.Errorf("her app was replaced: %v", err)
	}
}
