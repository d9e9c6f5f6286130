package deploy

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestGuessingGetsNobodyIn does what svcrack would do if it knew how passwords are proven here (RFC 8760). The control is an account whose password
// is among the guesses: it is found from this machine, and of no use to a stranger, even to one who knows it.
func TestGuessingGetsNobodyIn(t *testing.T) {
	account(t, "alo116-guessed")
	accountWith(t, "alo116-weak", doorPassword)
	for _, c := range []struct{ from, user, found string }{
		{"127.0.0.1", "alo116-weak", doorPassword}, {"127.0.0.1", "alo116-guessed", ""}, {nobodys, "alo116-weak", ""}, {nobodys, "alo116-guessed", ""},
	} {
		p, found := newPhone(t, c.from+":0"), ""
		for n := range 50 {
			if guess := strconv.Itoa(n + 1); p.registers(c.user, guess) {
				found = guess
			}
		}
		if found != c.found {
			t.Errorf("from %s the password of %s is %q to who guesses; want %q", c.from, c.user, found, c.found)
		}
	}
}

// registers says the user's password as it is asked for it, and tells whether the phone is let in.
func (p *phone) registers(user, password string) bool {
	p.t.Helper()
	from := "From: <sip:" + user + "@127.0.0.1>;tag=a"
	p.request("REGISTER", user, 0, from)
	question := p.final()
	asked := regexp.MustCompile(`nonce="([^"]*)",opaque="([^"]*)",algorithm=SHA-256`).FindStringSubmatch(question)
	if asked == nil {
		return strings.HasPrefix(question, "SIP/2.0 200")
	}
	proof := sha256Hex(sha256Hex(user+":sip:"+password) + ":" + asked[1] + ":00000001:c:auth:" + sha256Hex("REGISTER:sip:x"))
	p.request("REGISTER", user, 0, from, `Authorization: Digest username="`+user+`",realm="sip",nonce="`+asked[1]+`",opaque="`+asked[2]+
		`",uri="sip:x",response="`+proof+`",algorithm=SHA-256,qop=auth,nc=00000001,cnonce="c"`)
	return strings.HasPrefix(p.final(), "SIP/2.0 200")
}

// final gives the next answer; that there is one proves that whoever is asked hears.
func (p *phone) final() string {
	p.t.Helper()
	text := p.hear(5 * time.Second)
	if text == "" {
		p.t.Fatal("a stranger is not answered")
	}
	return text
}

func sha256Hex(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
