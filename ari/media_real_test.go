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
}

func openMedia(t *testing.T) *media {
	t.Helper()
	c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatalf("open media: %v", err)
	}
	m := &media{conn: c, got: make(chan struct{}, 1), stop: make(chan struct{})}
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

// sdp offers or answers plain A-law.
func (m *media) sdp() string {
	port := m.conn.LocalAddr().(*net.UDPAddr).Port
	return fmt.Sprintf("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n", port)
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
		for n := uint32(0); ; n++ {
			binary.BigEndian.PutUint16(p[2:], uint16(n))
			binary.BigEndian.PutUint32(p[4:], n*160)
			if m.silent.Load() {
				return
			}
			for i := range p[12:] {
				p[12+i] = 0xD5
				if m.shouts.Load() {
					p[12+i] = []byte{0x15, 0x95}[i/8%2] // a tone of 500 Hz
				}
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
