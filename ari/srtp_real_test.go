//go:build real

package ari

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
)

// srtp is one direction of a secured stream, by AES_CM_128_HMAC_SHA1_80 (RFC 3711), as far as a test phone needs it: its packets
// come in order.
type srtp struct {
	cipher     cipher.Block
	salt, auth []byte
	roc        uint32
	last       uint16
}

const srtpSuite = "AES_CM_128_HMAC_SHA1_80"

// newSRTP derives the keys of a stream from the 30 bytes that were agreed on.
func newSRTP(master []byte) *srtp {
	derive := func(label byte, n int) []byte {
		iv := append(bytes.Clone(master[16:30]), 0, 0)
		iv[7] ^= label
		block, _ := aes.NewCipher(master[:16]) // its length is right
		out := make([]byte, n)
		cipher.NewCTR(block, iv).XORKeyStream(out, out)
		return out
	}
	block, _ := aes.NewCipher(derive(0, 16))
	return &srtp{cipher: block, auth: derive(1, 20), salt: derive(2, 14)}
}

func (s *srtp) seal(packet []byte) []byte {
	out := bytes.Clone(packet)
	s.crypt(out)
	return append(out, s.tag(out)...)
}

// open gives the length of a packet that was opened in place; 0 if it is not the other end's.
func (s *srtp) open(packet []byte) int {
	n := len(packet) - 10
	if n < 12 || packet[1]&0x7f >= 72 && packet[1]&0x7f <= 76 { // RTCP
		return 0
	}
	if seq := binary.BigEndian.Uint16(packet[2:]); seq < s.last && s.last-seq > 1<<15 {
		s.roc++
	}
	s.last = binary.BigEndian.Uint16(packet[2:])
	if !hmac.Equal(s.tag(packet[:n]), packet[n:]) {
		return 0
	}
	s.crypt(packet[:n])
	return n
}

func (s *srtp) crypt(packet []byte) {
	iv := append(bytes.Clone(s.salt), 0, 0)
	index := make([]byte, 10) // SSRC, roll-over counter, sequence number
	copy(index, packet[8:12])
	binary.BigEndian.PutUint32(index[4:], s.roc)
	copy(index[8:], packet[2:4])
	for i, b := range index {
		iv[4+i] ^= b
	}
	cipher.NewCTR(s.cipher, iv).XORKeyStream(packet[12:], packet[12:])
}

func (s *srtp) tag(packet []byte) []byte {
	h := hmac.New(sha1.New, s.auth)
	h.Write(packet)
	h.Write(binary.BigEndian.AppendUint32(nil, s.roc))
	return h.Sum(nil)[:10]
}

var offeredKey = regexp.MustCompile(`a=crypto:(\d+) ` + srtpSuite + ` inline:([A-Za-z0-9+/=]+)`)

// sealedSDP answers an offer of SRTP, taking its key and giving one.
func (m *media) sealedSDP(offer string) string {
	found := offeredKey.FindStringSubmatch(offer)
	if found == nil {
		return m.sdp() // nothing to seal with: the test sees it
	}
	theirs, err := base64.StdEncoding.DecodeString(found[2])
	if err != nil || len(theirs) != 30 {
		return m.sdp()
	}
	m.key.Store(newSRTP(theirs))
	return m.sealed(found[1])
}

// sealedOffer offers SRTP.
func (m *media) sealedOffer() string { return m.sealed("1") }

func (m *media) sealed(tag string) string {
	ours := make([]byte, 30)
	rand.Read(ours) // never fails
	m.out.Store(newSRTP(ours))
	return strings.Replace(m.sdp(), "RTP/AVP", "RTP/SAVP", 1) + fmt.Sprintf("a=crypto:%s %s inline:%s\r\n", tag, srtpSuite, base64.StdEncoding.EncodeToString(ours))
}
