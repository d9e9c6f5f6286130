package deploy

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asterisk is a real one that no service serves: what its callers meet is the dialplan alone.
var asterisk = lab{name: "dialplan", port: beside("LAB_PORT", 9116, 100), rtp: beside("LAB_RTP", 21000, 1000)}

// beside gives a port at a distance from that of the lab which runs the tests.
func beside(setting string, usual, distance int) string {
	if port, err := strconv.Atoi(os.Getenv(setting)); err == nil {
		usual = port
	}
	return strconv.Itoa(usual + distance)
}

type lab struct {
	name, port, rtp string
	env             map[string]string
}

func TestMain(m *testing.M) { os.Exit(withLab(m)) }

func withLab(m *testing.M) int {
	if out, err := asterisk.command("start-asterisk").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "Asterisk did not start, `make test` installs what is missing: %s", out)
		return 1
	}
	defer asterisk.command("clean").Run()
	text, err := asterisk.command("env").Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	asterisk.env = map[string]string{}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		asterisk.env[key] = value
	}
	if err := asterisk.known(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// known lets this program's requests believe the lab's Asterisk, and nobody else.
func (l lab) known() error {
	text, err := os.ReadFile(l.env["ALO116_ARI_CA"])
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(text)
	http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return nil
}

func (l lab) command(args ...string) *exec.Cmd {
	c := exec.Command("lab/lab", append([]string{l.name}, args...)...)
	c.Env = append(os.Environ(), "LAB_PORT="+l.port, "LAB_RTP="+l.rtp)
	return c
}

// get asks ARI and decodes the answer into v.
func (l lab) get(t *testing.T, path string, v any) {
	t.Helper()
	if err := json.Unmarshal(l.ask(t, http.MethodGet, path, nil), v); err != nil {
		t.Fatalf("ARI answers %s with %v", path, err)
	}
}

func (l lab) ask(t *testing.T, method, path string, body io.Reader) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, l.env["ALO116_ARI_URL"]+path, body)
	if err != nil {
		t.Fatal(err)
	}
	req.SetBasicAuth(l.env["ALO116_ARI_USER"], l.env["ALO116_ARI_PASSWORD"])
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// channel is what ARI tells about one.
type channel struct {
	ID, Name, State string
	CallID          string `json:"protocol_id"`
	Caller          party
	Dialplan        struct {
		Context, Exten string
		App            string `json:"app_name"`
	}
}

type party struct{ Name, Number string }

func (l lab) channels(t *testing.T) []channel {
	t.Helper()
	var all []channel
	l.get(t, "/channels", &all)
	return all
}

// find gives the channel whose SIP Call-ID begins so.
func (l lab) find(t *testing.T, callID string) (channel, bool) {
	t.Helper()
	for _, c := range l.channels(t) {
		if strings.HasPrefix(c.CallID, callID) {
			return c, true
		}
	}
	return channel{}, false
}

// answered waits until the dialplan has answered a caller.
func (l lab) answered(t *testing.T, callID string) channel {
	t.Helper()
	var found channel
	eventually(t, "the caller is answered", func() bool {
		c, ok := l.find(t, callID)
		found = c
		return ok && c.State == "Up"
	})
	return found
}

// hears waits until sound comes from a channel.
func (l lab) hears(t *testing.T, c channel) {
	t.Helper()
	eventually(t, "the caller is heard", func() bool {
		var rtp struct{ RxCount int }
		return json.Unmarshal(l.ask(t, http.MethodGet, "/channels/"+c.ID+"/rtp_statistics", nil), &rtp) == nil && rtp.RxCount > 0
	})
}

func (l lab) hangUp(t *testing.T, c channel) {
	t.Helper()
	l.ask(t, http.MethodDelete, "/channels/"+c.ID, nil)
	l.gone(t, c.CallID)
}

func (l lab) gone(t *testing.T, callID string) {
	t.Helper()
	eventually(t, "the call is over", func() bool { _, there := l.find(t, callID); return !there })
}

// eventually asks fifty times a second, for ten seconds, whether something has come true.
func eventually(t *testing.T, what string, true func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(10 * time.Second)
	for !true() {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s: not within ten seconds", what)
		}
	}
}
