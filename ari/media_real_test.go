//go:build real

package ari

import (
	"encoding/binary"
	"fmt"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// media is one end of an RTP stream: it sends A-law silence and counts what comes in.
type media struct {
	conn   *net.UDPConn
	silent atomic.Bool          // nothing is sent any more
	shouts atomic.Bool          // sound is sent, not silence
	in     atomic.Int64         // packets received
	loud   atomic.Int64         // those of them with sound in them
	got    chan struct{}        // one token for every packet, as long as somebody looks
	out    atomic.Pointer[srtp] // seals what is sent; nil: it goes in the clear
	key    atomic.Pointer[srtp] // opens what comes in; nil: it comes in the clear
	stop   chan struct{}
	keys   chan byte // that are pressed, as events of RFC 4733
}

func openMedia(t *testing.T) *media {
	t.Helper()
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatalf("open media: %v", err)
	}
	m := &media{conn: c, got: make(chan struct{}, 1), stop: make(chan struct{}), keys: make(chan byte, 8)}
	t.Cleanup(func() { close(m.stop); _ = c.Close() })
	go m.count()
	return m
}

func (m *media) count() {
	buf := make([]byte, 2048)
	for {
		n, _, err := m.conn.ReadFromUDP(buf)
		if err != nil {
			return
		}
		if key := m.key.Load(); key != nil {
			if n = key.open(buf[:n]); n == 0 {
				continue
			}
		}
		m.in.Add(1)
		if n > 12 && sounds(buf[12:n]) {
			m.loud.Add(1)
		}
		select {
		case m.got <- struct{}{}:
		default:
		}
	}
}

// sounds tells sound from A-law silence.
func sounds(alaw []byte) bool {
	var loud int
	for _, b := range alaw {
		if b|0x80 != 0xD5 {
			loud++
		}
	}
	return loud > len(alaw)/4
}

// sdp offers or answers plain A-law, and keys.
func (m *media) sdp() string {
	port := m.conn.LocalAddr().(*net.UDPAddr).Port
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n", port)
}

// speak sends silence to the far end that its session description names, until the test ends.
func (m *media) speak(sdp string) {
	var port int
	for _, l := range strings.Split(sdp, "\r\n") {
		if _, err := fmt.Sscanf(l, "m=audio %d", &port); err == nil {
			break
		}
	}
	if port < 1024 {
		return
	}
	go func() {
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		p := make([]byte, 12+160)
		p[0], p[1] = 0x80, 8
		binary.BigEndian.PutUint32(p[8:], uint32(port))
		to := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}
		var press key
		for n := uint32(0); ; n++ {
			binary.BigEndian.PutUint16(p[2:], uint16(n))
			binary.BigEndian.PutUint32(p[4:], n*160)
			p[1], p = 8, p[:12+160]
			if m.silent.Load() {
				return
			}
			for i := range p[12:] {
				p[12+i] = 0xD5
				if m.shouts.Load() {
					p[12+i] = []byte{0x15, 0x95}[i/8%2] // a tone of 500 Hz
				}
			}
			if press.next(m.keys, n) {
				p[1], p = 101, p[:12+4]
				press.write(p)
			}
			packet := p
			if out := m.out.Load(); out != nil {
				packet = out.seal(p)
			}
			if _, err := m.conn.WriteToUDP(packet, to); err != nil {
				return
			}
			select {
			case <-tick.C:
			case <-m.stop:
				return
			}
		}
	}()
}

// key is a key while it is pressed: ten packets of one moment, the last three of which say that it is the end.
type key struct {
	code byte
	at   uint32 // RTP's clock when it went down
	left int    // packets to come
	sent uint16
}

// next tells whether the next packet is about a key, taking one that waits to be pressed.
func (k *key) next(keys <-chan byte, n uint32) bool {
	if k.left > 0 {
		k.left--
		k.sent++
		return true
	}
	select {
	case d := <-keys:
		*k = key{code: byte(strings.IndexByte("0123456789*#", d)), at: n * 160, left: 9, sent: 1}
		return true
	default:
		return false
	}
}

// write makes a packet one about the key.
func (k *key) write(p []byte) {
	if k.sent == 1 {
		p[1] |= 0x80 // the marker
	}
	binary.BigEndian.PutUint32(p[4:], k.at)
	p[12], p[13] = k.code, 10
	if k.left < 3 {
		p[13] |= 0x80 // the end
	}
	binary.BigEndian.PutUint16(p[14:], min(k.sent, 7)*160)
}

// press presses a key of the phone.
func (m *media) press(digit byte) { m.keys <- digit }

// mute ends the sending, as when a page is closed.
func (m *media) mute() { m.silent.Store(true) }

// hears waits for n more packets.
func (m *media) hears(t *testing.T, n int64, within time.Duration) {
	t.Helper()
	m.await(t, &m.in, n, within)
}

// speaks waits for n more packets with sound in them.
func (m *media) speaks(t *testing.T, n int64, within time.Duration) {
	t.Helper()
	m.await(t, &m.loud, n, within)
}

// falls waits for n packets in a row without sound.
func (m *media) falls(t *testing.T, n int64, within time.Duration) {
	t.Helper()
	deadline := time.After(within)
	in, loud := m.in.Load(), m.loud.Load()
	for m.in.Load() < in+n {
		select {
		case <-m.got:
			if m.loud.Load() != loud {
				in, loud = m.in.Load(), m.loud.Load()
			}
		case <-deadline:
			t.Fatalf("it is never silent for %d packets", n)
		}
	}
}

func (m *media) await(t *testing.T, what *atomic.Int64, n int64, within time.Duration) {
	t.Helper()
	deadline := time.After(within)
	for want := what.Load() + n; what.Load() < want; {
		select {
		case <-m.got:
		case <-deadline:
			t.Fatalf("%d packets are still missing after %v", want-what.Load(), within)
		}
	}
}
