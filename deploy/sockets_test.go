package deploy

import (
	"bufio"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestAsteriskListensWhereItShouldAndNowhereElse reads the kernel's own table, while nobody calls.
func TestAsteriskListensWhereItShouldAndNowhereElse(t *testing.T) {
	eventually(t, "nobody calls", func() bool { return len(asterisk.channels(t)) == 0 })
	http, err := strconv.Atoi(asterisk.env["LAB_PORT"])
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"tcp 127.0.0.1:" + strconv.Itoa(http+1), "tcp " + asterisk.env["LAB_DESK"], "udp 127.0.0.1:" + asterisk.env["LAB_SIP_PORT"]}
	all := asterisk.listens(t)
	resolvers := slices.DeleteFunc(slices.Clone(all), func(s string) bool {
		return !strings.HasPrefix(s, "udp 0.0.0.0:") && !strings.HasPrefix(s, "udp [::]:")
	})
	if got := slices.DeleteFunc(all, func(s string) bool { return slices.Contains(resolvers, s) }); !slices.Equal(got, want) {
		t.Errorf("Asterisk listens at %v; want %v", got, want)
	}
	// PJSIP asks name servers from sockets of its own, one for each kind of address; no setting spares them.
	if len(resolvers) > 2 {
		t.Errorf("Asterisk also has %v", resolvers)
	}
	for _, r := range resolvers {
		port := r[strings.LastIndex(r, ":"):]
		p := newPhone(t, "127.0.0.1:0")
		peer, err := net.ResolveUDPAddr("udp4", "127.0.0.1"+port)
		if err != nil {
			t.Fatal(err)
		}
		p.peer = peer
		p.request("OPTIONS", "116111", 0, "From: <sip:a@127.0.0.1>;tag=a")
		p.send("\x01\x16\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x00\x00\x01\x00\x01") // a question to a name server
		if said := p.hear(300 * time.Millisecond); said != "" {
			t.Errorf("%s answers a stranger: %q", r, said)
		}
	}
}

// listens gives the addresses at which this lab's Asterisk can be spoken to.
func (l lab) listens(t *testing.T) (all []string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(l.env["LAB_DIR"], "asterisk/run/asterisk/asterisk.pid"))
	if err != nil {
		t.Fatal(err)
	}
	fds, err := filepath.Glob("/proc/" + strings.TrimSpace(string(text)) + "/fd/*")
	if err != nil || len(fds) == 0 {
		t.Fatalf("Asterisk's open files cannot be seen: %v", err)
	}
	ours := map[string]bool{}
	for _, fd := range fds {
		if to, err := os.Readlink(fd); err == nil && strings.HasPrefix(to, "socket:[") {
			ours[strings.TrimSuffix(strings.TrimPrefix(to, "socket:["), "]")] = true
		}
	}
	for _, kind := range []string{"tcp", "tcp6", "udp", "udp6", "raw", "raw6"} {
		all = append(all, table(t, kind, ours)...)
	}
	slices.Sort(all)
	return all
}

// table reads the sockets of a kind that wait for whoever comes, by their numbers (proc(5)).
func table(t *testing.T, kind string, ours map[string]bool) (all []string) {
	t.Helper()
	file, err := os.Open("/proc/net/" + kind)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Scan() // the headings
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if waits := f[3] == "0A" || !strings.HasPrefix(kind, "tcp"); waits && ours[f[9]] {
			all = append(all, strings.TrimSuffix(kind, "6")+" "+address(t, f[1]))
		}
	}
	return all
}

// address reads 0100007F:1F90, whose bytes are in the machine's order, four at a time.
func address(t *testing.T, text string) string {
	t.Helper()
	host, port, _ := strings.Cut(text, ":")
	bytes, err := hex.DecodeString(host)
	if err != nil {
		t.Fatal(err)
	}
	for word := range slices.Chunk(bytes, 4) {
		slices.Reverse(word)
	}
	n, err := strconv.ParseUint(port, 16, 16)
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort(net.IP(bytes).String(), strconv.FormatUint(n, 10))
}

// TestHTTPIsForThisMachinesServiceOnly asks from an address of this machine that is not the service's.
func TestHTTPIsForThisMachinesServiceOnly(t *testing.T) {
	for from, want := range map[string][]int{"127.0.0.1": {200}, "127.0.0.55": {403, 401}} {
		if got := asterisk.status(t, from, "/ari/asterisk/info", true); !slices.Contains(want, got) {
			t.Errorf("ARI answers the service's password from %s with %d", from, got)
		}
	}
	if got := asterisk.status(t, "127.0.0.55", "/ws", false); got != 403 {
		t.Errorf("the browsers' SIP answers a stranger with %d", got)
	}
	if got := asterisk.status(t, "127.0.0.1", "/ari/asterisk/info", false); got != 401 {
		t.Errorf("ARI answers without a password with %d", got)
	}
	for _, path := range []string{"/", "/httpstatus", "/static/index.html", "/phoneprov/x", "/metrics", "/amanager", "/rawman", "/manager",
		"/media", "/uploads", "/ari/api-docs/resources.json"} {
		if got := asterisk.status(t, "127.0.0.1", path, false); got != 404 && got != 401 {
			t.Errorf("%s is answered with %d", path, got)
		}
	}
}

// TestEveryUserOfARIIsBoundToItsAddress reads the file: a user without a list could come from wherever the server is reached.
func TestEveryUserOfARIIsBoundToItsAddress(t *testing.T) {
	users := strings.Split(configuration(t)["asterisk/ari.conf"], "type = user")[1:]
	for _, u := range users {
		if !strings.Contains(u, "deny = 0.0.0.0/0,::/0") || !strings.Contains(u, "permit = ") || strings.Contains(u, "password =") || !strings.Contains(u, `#include "@DOOR@/ari-password.conf"`) {
			t.Errorf("a user who may come from anywhere, or with a password that is the same everywhere: %s", u)
		}
	}
	if len(users) == 0 {
		t.Error("no user was found")
	}
}

// status asks Asterisk's web server from an address.
func (l lab) status(t *testing.T, from, path string, password bool) int {
	t.Helper()
	server := strings.TrimSuffix(strings.TrimPrefix(l.env["ALO116_ARI_URL"], "https://"), "/ari")
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 5 * time.Second}
	conn, err := tls.DialWithDialer(&dialer, "tcp", server, http.DefaultTransport.(*http.Transport).TLSClientConfig)
	if err != nil {
		return 403 // refused even before a word
	}
	defer conn.Close()
	req, err := http.NewRequest(http.MethodGet, "https://"+server+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if password {
		req.SetBasicAuth(l.env["ALO116_ARI_USER"], l.env["ALO116_ARI_PASSWORD"])
	}
	if err := req.Write(conn); err != nil {
		t.Fatal(fmt.Errorf("ask %s: %w", path, err))
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), req)
	if err != nil {
		return 403
	}
	res.Body.Close()
	return res.StatusCode
}

// TestHTTPIsNeverInTheClear asks as it was asked before: whoever sends the password in the clear hears nothing.
func TestHTTPIsNeverInTheClear(t *testing.T) {
	server := strings.TrimSuffix(strings.TrimPrefix(asterisk.env["ALO116_ARI_URL"], "https://"), "/ari")
	if res, err := http.Get("http://" + server + "/ari/asterisk/info"); err == nil {
		res.Body.Close()
		t.Errorf("it is answered with %s", res.Status)
	}
	for version, good := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		known := http.DefaultTransport.(*http.Transport).TLSClientConfig.Clone()
		known.MinVersion, known.MaxVersion = version, version
		conn, err := tls.Dial("tcp", server, known)
		if (err == nil) != good {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			conn.Close()
		}
	}
}
