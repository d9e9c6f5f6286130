package deploy

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// hither has a scanner come from an address: svwar and svcrack take --bindingip and forget it.
const hither = `import os, socket
class Here(socket.socket):
    def bind(self, address):
        super().bind((os.environ["SCAN_FROM"], address[1]))
socket.socket = Here
`

// scan runs one of the sipvicious tools from an address against a port, and gives what it prints. One that would ask for ever is told
// to stop, as by Ctrl-C, and then gives what it has. These tools end with 0 also when they have died: so their verdict must be there.
func scan(t *testing.T, within time.Duration, tool, from, port string, args ...string) string {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "sitecustomize.py"), []byte(hither), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	target := "127.0.0.1"
	if tool == "svmap" {
		target += "/32"
	}
	c := exec.CommandContext(ctx, tool, slices.Concat([]string{"-p", port}, args, []string{target})...)
	c.Cancel, c.WaitDelay = func() error { return c.Process.Signal(os.Interrupt) }, 20*time.Second
	c.Env = append(c.Environ(), "HOME="+home, "PYTHONPATH="+home, "SCAN_FROM="+from)
	out, err := c.CombinedOutput()
	if said := string(out); c.ProcessState == nil || c.ProcessState.ExitCode() != 0 || !strings.Contains(said, "found nothing") && !strings.Contains(said, "+=====") {
		t.Errorf("%s from %s breaks (%v): %s", tool, from, err, said)
	}
	return string(out)
}

const (
	nobodys = "127.0.0.77" // an address that is nobody's
	guesses = "1-50"
	died    = "Unhandled exception"
)

// TestScannersFindNothing is what the whole internet does to a SIP port all day, from an address that is nobody's, and once more from
// this machine itself, where the browsers' socket ends. Beside it, from the same addresses, they find what an open door gives.
func TestScannersFindNothing(t *testing.T) {
	account(t, "alo116-short")
	open := openDoor(t)
	for _, from := range []string{nobodys, "127.0.0.1"} {
		t.Run(from, func(t *testing.T) {
			ours := asterisk.env["LAB_SIP_PORT"]
			for _, method := range []string{"REGISTER", "INVITE", "OPTIONS"} {
				t.Run("svwar "+method, func(t *testing.T) { t.Parallel(); extensions(t, from, ours, open.port(), method) })
			}
			t.Run("svcrack", func(t *testing.T) { t.Parallel(); passwords(t, from, ours, open.port()) })
			t.Run("svmap", func(t *testing.T) { t.Parallel(); banners(t, from, ours, open.port()) })
		})
		if !open.heard(from) {
			t.Errorf("no scanner came from %s", from)
		}
	}
}

func extensions(t *testing.T, from, ours, open, method string) {
	names := filepath.Join(t.TempDir(), "names")
	if err := os.WriteFile(names, []byte("100\n101\n102\n116000\n116111\ntrunk\nduty\nalo116-short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := scan(t, time.Minute, "svwar", from, ours, "-m", method, "--force", "-d", names)
	if regexp.MustCompile("reqauth|noauth|weird|No server response|" + died).MatchString(said) {
		t.Errorf("svwar finds an extension, or was not answered: %s", said)
	}
	said = scan(t, time.Minute, "svwar", from, open, "-m", method, "--force", "-d", names)
	if !regexp.MustCompile(`\| 100 +\| reqauth`).MatchString(said) || !regexp.MustCompile(`\| 116111 +\| noauth`).MatchString(said) || strings.Contains(said, "101") {
		t.Errorf("svwar does not find what an open door has: %s", said)
	}
}

// cracked is a line of svcrack's table.
var cracked = regexp.MustCompile(`\| [\w-]+ +\| \d+ +\|`)

// passwords has svcrack guess. It dies of the question for SHA-256: what it would have tried then is tried by TestGuessingGetsNobodyIn.
func passwords(t *testing.T, from, ours, open string) {
	said := scan(t, 10*time.Second, "svcrack", from, ours, "-u", "alo116-short", "-r", guesses)
	if cracked.MatchString(said) || strings.Contains(said, "no server response") || strings.Contains(said, died) && !strings.Contains(said, "Unknown algorithm: sha-256") {
		t.Errorf("svcrack finds a password, or was not answered: %s", said)
	}
	said = scan(t, time.Minute, "svcrack", from, open, "-u", "100", "-r", guesses)
	if !regexp.MustCompile(`\| 100 +\| ` + doorPassword + ` +\|`).MatchString(said) {
		t.Errorf("svcrack does not find the password of an open door: %s", said)
	}
}

func banners(t *testing.T, from, ours, open string) {
	said := scan(t, time.Minute, "svmap", from, ours, "-m", "OPTIONS")
	if !regexp.MustCompile(`\| 127\.0\.0\.1:\d+ +\| SIP +\|`).MatchString(said) {
		t.Errorf("svmap learns more, or less, than that somebody speaks SIP: %s", said)
	}
	if said = scan(t, time.Minute, "svmap", from, open, "-m", "OPTIONS"); !strings.Contains(said, doorBanner) {
		t.Errorf("svmap does not learn what an open door says it is: %s", said)
	}
}

// account makes a counsellor's short-lived account, as the service makes them, with a password as good as theirs.
func account(t *testing.T, user string) {
	t.Helper()
	accountWith(t, user, "kh3jKQ2xv7Lw9ZpTr5Yb")
}

func accountWith(t *testing.T, user, password string) {
	t.Helper()
	field := func(name, value string) map[string]string {
		return map[string]string{"attribute": name, "value": value}
	}
	asterisk.object(t, "auth", user, []map[string]string{field("auth_type", "digest"), field("username", user),
		field("password", password), field("supported_algorithms_uas", "SHA-256")})
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
