package deploy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAStrangerAtTheShippedTrunkGetsNothing asks over TLS what the scanners ask, for they know UDP alone: without a certificate, with one that
// nobody here trusts, and with the carrier's own, stolen, from elsewhere. The control is the carrier itself, who is answered and served.
func TestAStrangerAtTheShippedTrunkGetsNothing(t *testing.T) {
	l := secureLab(t)
	address, folder := l.trunk()
	carrier, err := tls.LoadX509KeyPair(filepath.Join(folder, "carrier.crt"), filepath.Join(folder, "carrier.key"))
	if err != nil {
		t.Fatal(err)
	}
	forged := selfMade(t)
	for _, from := range []string{nobodys, "127.0.0.1"} {
		for name, shown := range map[string]*tls.Certificate{"no certificate": nil, "one of nobody's": &forged} {
			if said := knock(t, from, address, shown); said != "" {
				t.Errorf("%s from %s hears %q", name, from, said)
			}
		}
		if said := clear(t, from, address); said != "" {
			t.Errorf("SIP in the clear from %s hears %q", from, said)
		}
	}
	for _, method := range []string{"REGISTER", "INVITE", "OPTIONS", "SUBSCRIBE", "MESSAGE"} {
		there := l.asks(t, nobodys, carrier, method, "116111")
		for _, user := range []string{"trunk", "duty", "100", "alo116-there"} {
			if said := l.asks(t, nobodys, carrier, method, user); said != there || !strings.HasPrefix(said, "SIP/2.0 403") || strings.Contains(said, "Asterisk") {
				t.Errorf("a stolen certificate: %s to %s hears\n%s\nand to the line\n%s", method, user, said, there)
			}
		}
	}
	if said := l.asks(t, "127.0.0.1", carrier, "OPTIONS", "116111"); !strings.HasPrefix(said, "SIP/2.0 200") || strings.Contains(said, "Asterisk") {
		t.Errorf("the carrier hears %s", said)
	}
}

// asks makes a connection that shows a certificate, asks once, and gives the answer without what differs in any two.
func (l lab) asks(t *testing.T, from string, shown tls.Certificate, method, user string) string {
	t.Helper()
	address, folder := l.trunk()
	ca, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(ca)
	conn, err := tls.DialWithDialer(from4(from), "tcp", address, &tls.Config{RootCAs: trusted, MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{shown}})
	if err != nil {
		t.Fatalf("%s from %s: %v", method, from, err)
	}
	defer conn.Close()
	return strangerOver(t, conn, method, user, "")
}

func from4(address string) *net.Dialer {
	return &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}, Timeout: 5 * time.Second}
}

// knock shows a certificate, or none, whoever asks for which, and gives what is said to a question all the same.
func knock(t *testing.T, from, address string, shown *tls.Certificate) string {
	t.Helper()
	if shown == nil {
		shown = &tls.Certificate{}
	}
	conn, err := tls.DialWithDialer(from4(from), "tcp", address, &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: true,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return shown, nil }})
	if err != nil {
		return "" // refused before a word
	}
	return hearing(t, conn)
}

// clear asks without TLS.
func clear(t *testing.T, from, address string) string {
	t.Helper()
	conn, err := from4(from).Dial("tcp", address)
	if err != nil {
		t.Fatalf("nobody listens at %s: %v", address, err)
	}
	return hearing(t, conn)
}

// hearing asks for anybody, and gives all that is said until the other side has had enough.
func hearing(t *testing.T, conn net.Conn) string {
	t.Helper()
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Second))
	io.WriteString(conn, "OPTIONS sip:116111@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TLS 127.0.0.77:5061;branch=z9hG4bK-k;rport\r\nFrom: <sip:a@127.0.0.1>;tag=a\r\n"+
		"To: <sip:116111@127.0.0.1>\r\nCall-ID: test-knock\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n")
	said, _ := io.ReadAll(conn)
	return string(said)
}

// selfMade is a certificate that calls itself the carrier's.
func selfMade(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "carrier"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, own, own, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
