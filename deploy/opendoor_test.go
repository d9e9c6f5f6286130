package deploy

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	doorBanner   = "Asterisk PBX 1.8.0"
	doorPassword = "42"
	doorNonce    = "0123abcd"
)

// door answers SIP as a telephone exchange must not: it tells who is there, what it is, and its one password can be guessed. What finds
// nothing here would find nothing anywhere.
type door struct {
	conn *net.UDPConn
	mu   sync.Mutex
	from map[string]bool
}

func openDoor(t *testing.T) *door {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	d, over := &door{conn: conn, from: map[string]bool{}}, make(chan struct{})
	go func() { defer close(over); d.serve() }()
	t.Cleanup(func() { conn.Close(); <-over })
	return d
}

func (d *door) port() string { return strconv.Itoa(d.conn.LocalAddr().(*net.UDPAddr).Port) }

// heard tells whether anybody came from an address.
func (d *door) heard(address string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.from[address]
}

func (d *door) serve() {
	for buf := make([]byte, 4096); ; {
		n, peer, err := d.conn.ReadFromUDP(buf)
		if err != nil {
			return
		}
		d.mu.Lock()
		d.from[peer.IP.String()] = true
		d.mu.Unlock()
		request := string(buf[:n])
		if method, _, _ := strings.Cut(request, " "); method != "ACK" {
			fmt.Fprint(udpTo{d.conn, peer}, "SIP/2.0 "+verdict(method, request)+"\r\nServer: "+doorBanner+"\r\n"+kept(request, ";tag=door")+
				"\r\nCSeq: "+header(request, "CSeq")+"\r\nContent-Length: 0\r\n\r\n")
		}
	}
}

// udpTo writes to one peer.
type udpTo struct {
	conn *net.UDPConn
	peer *net.UDPAddr
}

func (u udpTo) Write(p []byte) (int, error) { return u.conn.WriteToUDP(p, u.peer) }

// header gives one of a message.
func header(message, name string) string {
	_, after, _ := strings.Cut(message, "\r\n"+name+": ")
	value, _, _ := strings.Cut(after, "\r\n")
	return value
}

// verdict tells each stranger apart: 100 has a password, 116111 has none, svmap's question is welcome, nobody else is here.
func verdict(method, request string) string {
	_, user, _ := strings.Cut(header(request, "To"), "sip:")
	user, _, _ = strings.Cut(user, "@")
	switch {
	case user == "116111" || strings.Contains(request, "sip:100@1.1.1.1"):
		return "200 OK"
	case user != "100":
		return "404 Not Found"
	case proven(method, header(request, "Authorization")):
		return "200 OK"
	}
	return "401 Unauthorized\r\nWWW-Authenticate: Digest algorithm=MD5, realm=\"door\", nonce=\"" + doorNonce + "\""
}

// proven checks a proof as RFC 2617 does without a quality of protection.
func proven(method, proof string) bool {
	uri := regexp.MustCompile(`uri="([^"]*)"`).FindStringSubmatch(proof)
	if uri == nil {
		return false
	}
	right := hashed(hashed("100:door:"+doorPassword) + ":" + doorNonce + ":" + hashed(method+":"+uri[1]))
	return strings.Contains(proof, `response="`+right+`"`)
}

func hashed(text string) string {
	sum := md5.Sum([]byte(text))
	return hex.EncodeToString(sum[:])
}
