package deploy

import (
	"bytes"
	"context"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// scan runs one of the sipvicious tools from an address and gives what it prints.
func scan(t *testing.T, tool, from string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	target := "127.0.0.1"
	if tool == "svmap" {
		target += "/32"
	}
	c := exec.CommandContext(ctx, tool, slices.Concat([]string{"--bindingip", from, "-p", asterisk.env["LAB_SIP_PORT"]}, args, []string{target})...)
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	c.Env = append(c.Environ(), "HOME="+t.TempDir())
	err := c.Run()
	if ctx.Err() != nil || out.Len() == 0 {
		t.Fatalf("%s did not end by itself: %v", tool, err)
	}
	return out.String()
}

// TestScannersFindNothing is what the whole internet does to a SIP port all day, from an address that is nobody's, and
// once more from this machine itself, where the browsers' socket ends.
func TestScannersFindNothing(t *testing.T) {
	account(t, "alo116-short")
	for _, from := range []string{"127.0.0.77", "127.0.0.1"} {
		for _, method := range []string{"REGISTER", "INVITE", "OPTIONS"} {
			said := scan(t, "svwar", from, "-m", method, "--force", "-e", "100-110,116000,116111,trunk,duty,alo116-short")
			if strings.Contains(said, "reqauth") || strings.Contains(said, "noauth") || strings.Contains(said, "weird") {
				t.Errorf("svwar %s from %s finds an extension: %s", method, from, said)
			}
		}
		said := scan(t, "svcrack", from, "-u", "alo116-short", "-r", "1-50")
		if regexp.MustCompile(`\|\s*\d+\s*\|`).MatchString(said) {
			t.Errorf("svcrack from %s finds a password: %s", from, said)
		}
		said = scan(t, "svmap", from, "-m", "OPTIONS")
		for _, ours := range []string{"Asterisk", "ALO", "FPBX"} {
			if strings.Contains(said, ours) {
				t.Errorf("svmap from %s learns what we are: %s", from, said)
			}
		}
	}
}

// account makes a counsellor's short-lived account, as the service makes them, and gives its password.
func account(t *testing.T, user string) {
	t.Helper()
	field := func(name, value string) map[string]string {
		return map[string]string{"attribute": name, "value": value}
	}
	asterisk.object(t, "auth", user, []map[string]string{field("auth_type", "digest"), field("username", user),
		field("password", "kh3jKQ2xv7Lw9ZpTr5Yb"), field("supported_algorithms_uas", "SHA-256")})
	asterisk.object(t, "aor", user, []map[string]string{field("max_contacts", "1")})
	asterisk.endpoint(t, user, "agents", "auth", user, "aors", user, "webrtc", "yes", "dtls_auto_generate_cert", "yes")
}

// proof is a wrong one, by the hash that follows.
const proof = "Authorization: Digest username=\"alo116-there\",realm=\"sip\",nonce=\"1/2\",uri=\"sip:x\",response=\"0123456789abcdef0123456789abcdef\",algorithm="

// TestAnAccountThatIsThereAnswersLikeOneThatIsNot compares whole answers, and how long they take.
func TestAnAccountThatIsThereAnswersLikeOneThatIsNot(t *testing.T) {
	account(t, "alo116-there")
	for _, from := range []string{"127.0.0.77", "127.0.0.1"} {
		for _, method := range []string{"REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE", "MESSAGE"} {
			for _, proof := range []string{"", proof + "MD5", proof + "SHA-256"} {
				p := newPhone(t, from+":0")
				there, absent := p.stranger(method, "alo116-there", proof), p.stranger(method, "alo116-gone", proof)
				if there.text != absent.text || there.text == "" {
					t.Errorf("%s from %s: one that is there hears\n%s\none that is not\n%s", method, from, there.text, absent.text)
				}
			}
		}
		tellNothingByTime(t, from)
	}
}

// tellNothingByTime takes turns, so that whatever else this machine does falls on both alike.
func tellNothingByTime(t *testing.T, from string) {
	t.Helper()
	p := newPhone(t, from+":0")
	var there, absent []time.Duration
	for range 300 {
		there = append(there, p.stranger("REGISTER", "alo116-there", "").took)
		absent = append(absent, p.stranger("REGISTER", "alo116-gone", "").took)
	}
	slices.Sort(there)
	slices.Sort(absent)
	a, b := there[150], absent[150]
	t.Logf("from %s: one that is there %v, one that is not %v", from, a, b)
	if d := (a - b).Abs(); d > max(a, b)/2 && d > 500*time.Microsecond {
		t.Errorf("from %s the time tells which is there: %v and %v", from, a, b)
	}
}

type heard struct {
	text string
	took time.Duration
}

// stranger asks as user, and gives the answer without what differs in any two.
func (p *phone) stranger(method, user, proof string) heard {
	p.t.Helper()
	headers := []string{"From: <sip:" + user + "@127.0.0.1>;tag=a"}
	if proof != "" {
		headers = append(headers, strings.ReplaceAll(proof, "alo116-there", user))
	}
	start := time.Now()
	p.request(method, user, 40000, headers...)
	text := p.hear(5 * time.Second)
	took := time.Since(start)
	text = regexp.MustCompile(`(nonce|opaque|branch|tag|rport)="?[^";,\r]*|test-\d+`).ReplaceAllString(text, "$1")
	return heard{strings.ReplaceAll(text, user, "USER"), took}
}
