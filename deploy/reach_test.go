package deploy

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTrunkReachesTheLinesAndNothingElse(t *testing.T) {
	for _, exten := range []string{"116112", "11611", "1161110", "112", "+355690000099", "00355690000099", "s", "h", "i",
		"duty", "trunk", "call", "116111%40call", "PJSIP/duty", "*98", "_X."} {
		p := carrier(t)
		call := p.request("INVITE", exten, 40000, fromOpen)
		if status := p.answer(); status != "404" && status != "484" && status != "416" && status != "400" {
			t.Errorf("the carrier dials %s and hears %q", exten, status)
		}
		asterisk.gone(t, call)
	}
}

func TestStrangersGetInNowhere(t *testing.T) {
	for _, method := range []string{"INVITE", "OPTIONS", "REGISTER", "MESSAGE", "SUBSCRIBE"} {
		for _, from := range []string{"trunk", "duty", "100", "anonymous"} {
			p := newPhone(t, "127.0.0.77:0")
			p.request(method, "116111", 40000, "From: <sip:"+from+"@127.0.0.1>;tag=a")
			if status := p.answer(); status != "403" {
				t.Errorf("a stranger's %s as %q is answered with %q", method, from, status)
			}
		}
	}
}

func TestCounsellorsPhoneDialsNothing(t *testing.T) {
	object := "/asterisk/config/dynamic/res_pjsip/endpoint/counsellor"
	asterisk.ask(t, http.MethodPut, object, strings.NewReader(`{"fields":[
		{"attribute":"context","value":"agents"},{"attribute":"allow","value":"alaw"}]}`))
	defer asterisk.ask(t, http.MethodDelete, object, nil)
	for _, exten := range []string{"116111", "116000", "s", "duty", "+355690000099"} {
		p := newPhone(t, "127.0.0.1:0")
		p.request("INVITE", exten, 40000, "From: <sip:counsellor@127.0.0.1>;tag=a")
		if status := p.answer(); status != "404" {
			t.Errorf("a counsellor's phone dials %s and hears %q", exten, status)
		}
	}
}

func TestSixHundredSessionsAndTheServiceIsStillHeard(t *testing.T) {
	address := strings.TrimSuffix(strings.TrimPrefix(asterisk.env["ALO116_ARI_URL"], "https://"), "/ari")
	for range 600 {
		conn, err := tls.Dial("tcp", address, http.DefaultTransport.(*http.Transport).TLSClientConfig)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET /ari/asterisk/ping?api_key=%s:%s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
			asterisk.env["ALO116_ARI_USER"], asterisk.env["ALO116_ARI_PASSWORD"])
		conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatalf("a session is answered with %q, %v", line, err)
		}
	}
	asterisk.channels(t)
}

func TestEveryModuleRuns(t *testing.T) {
	out, err := asterisk.command("cli", "module", "show").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, ".so") && !strings.Contains(line, "Running") {
			t.Errorf("loaded but not running: %s", line)
		}
	}
}
