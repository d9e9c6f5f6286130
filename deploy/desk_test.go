package deploy

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// dialDesk goes to the desk phones' port from an address, as its settings say.
func dialDesk(t *testing.T, from string, config *tls.Config) (*tls.Conn, error) {
	t.Helper()
	text, err := os.ReadFile(asterisk.env["LAB_DESK_CA"])
	if err != nil {
		t.Fatal(err)
	}
	config.RootCAs = x509.NewCertPool()
	config.RootCAs.AppendCertsFromPEM(text)
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 5 * time.Second}
	return tls.DialWithDialer(&dialer, "tcp", asterisk.env["LAB_DESK"], config)
}

func TestDeskPhonesSpeakTLSWithForwardSecrecy(t *testing.T) {
	for name, c := range map[string]struct {
		config *tls.Config
		good   bool
	}{
		"TLS 1.2":                          {&tls.Config{MaxVersion: tls.VersionTLS12}, true},
		"TLS 1.1":                          {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		"a cipher without forward secrecy": {&tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA}}, false},
	} {
		conn, err := dialDesk(t, asterisk.env["LAB_DESK_ADDRESS"], c.config)
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

// strangerAtDesk asks the desk phones' port as user, and gives the answer without what differs in any two.
func strangerAtDesk(t *testing.T, from, method, user, proof string) string {
	t.Helper()
	conn, err := dialDesk(t, from, &tls.Config{MinVersion: tls.VersionTLS12})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return strangerOver(t, conn, method, user, proof)
}

// strangerOver asks as user on a connection, and gives the answer without what differs in any two.
func strangerOver(t *testing.T, conn net.Conn, method, user, proof string) string {
	t.Helper()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	if proof != "" {
		proof = strings.ReplaceAll(proof, "alo116-there", user) + "\r\n"
	}
	fmt.Fprintf(conn, "%s sip:%s@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS %s;branch=z9hG4bK-d%d;rport\r\nFrom: <sip:%s@127.0.0.1>;tag=a\r\nTo: <sip:%s@127.0.0.1>\r\n"+
		"Call-ID: test-desk%d\r\nCSeq: 1 %s\r\nContact: <sip:x@%s;transport=tls>\r\nMax-Forwards: 70\r\n%sContent-Length: 0\r\n\r\n",
		method, user, conn.LocalAddr(), lastCall.Add(1), user, user, lastCall.Add(1), method, conn.LocalAddr(), proof)
	var text strings.Builder
	for in := bufio.NewReader(conn); ; {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatalf("%s is not answered: %v", method, err)
		}
		text.WriteString(line)
		if line == "\r\n" {
			break
		}
	}
	said := regexp.MustCompile(`(nonce|opaque|branch|tag|rport)="?[^";,\r]*|test-desk\d+|127\.0\.0\.\d+:\d+`).ReplaceAllString(text.String(), "$1")
	return strings.ReplaceAll(said, user, "USER")
}

// TestADeskPhoneThatIsThereAnswersLikeOneThatIsNot asks from the phones' own network, and from elsewhere, where nobody is heard.
func TestADeskPhoneThatIsThereAnswersLikeOneThatIsNot(t *testing.T) {
	account(t, "alo116-desk-there")
	for _, method := range []string{"REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE", "MESSAGE"} {
		for _, proof := range []string{"", proof + "MD5", proof + "SHA-256"} {
			there := strangerAtDesk(t, asterisk.env["LAB_DESK_ADDRESS"], method, "alo116-desk-there", proof)
			absent := strangerAtDesk(t, asterisk.env["LAB_DESK_ADDRESS"], method, "alo116-desk-gone", proof)
			if there != absent || !strings.HasPrefix(there, "SIP/2.0 401") {
				t.Errorf("%s: one that is there hears\n%s\none that is not\n%s", method, there, absent)
			}
		}
		if said := strangerAtDesk(t, "127.0.0.77", method, "alo116-desk-there", ""); !strings.HasPrefix(said, "SIP/2.0 403") {
			t.Errorf("%s from elsewhere is answered %s", method, said)
		}
	}
}
