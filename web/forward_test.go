package web

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// exchangeEnd is Asterisk's side.
type exchangeEnd struct {
	bytes.Buffer
}

func (*exchangeEnd) Close() error { return nil }

// frame is a websocket frame as browsers send it.
func frame(first byte, key [4]byte, text string) []byte {
	b := []byte{first, 0x80 | byte(min(len(text), 126))}
	if len(text) > 125 {
		b = binary.BigEndian.AppendUint16(b, uint16(len(text)))
	}
	b = append(b, key[:]...)
	for i := range len(text) {
		b = append(b, text[i]^key[i%4])
	}
	return b
}

func TestWhatPhonesSayIsCarriedAsItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sent []byte
		for range rapid.IntRange(1, 6).Draw(t, "messages") {
			text := rapid.SampledFrom([]string{"", "\r\n\r\n", "SIP/2.0 200 OK\r\nVia: SIP/2.0/WS x;branch=3\r\n\r\n",
				"SIP/2.0 486 Busy Here\r\n\r\n", "BYE sip:3@x SIP/2.0\r\nVia: SIP/2.0/WS 3\r\n\r\n", strings.Repeat("INFO ", 3000)}).Draw(t, "text")
			kind := rapid.SampledFrom([]byte{0x81, 0x82, 0x88, 0x89, 0x8a}).Draw(t, "kind")
			key := [4]byte(rapid.SliceOfN(rapid.Byte(), 4, 4).Draw(t, "key"))
			sent = append(sent, frame(kind, key, text)...)
		}
		var end exchangeEnd
		u := newUnforwarded(&end)
		for left := sent; len(left) > 0; {
			n := rapid.IntRange(1, len(left)).Draw(t, "part")
			if _, err := u.Write(left[:n]); err != nil {
				t.Fatal(err)
			}
			left = left[n:]
		}
		if !bytes.Equal(end.Bytes(), sent) {
			t.Fatalf("Asterisk hears %d bytes of %d", end.Len(), len(sent))
		}
	})
}

func TestAPhoneThatForwardsIsCutOff(t *testing.T) {
	key := [4]byte{1, 2, 3, 4}
	contact := "\r\nContact: <sip:PJSIP/trunk/x@192.0.2.1>\r\n\r\n"
	for name, c := range map[string]struct {
		sent []byte
		says error
	}{
		"moved":             {frame(0x81, key, "SIP/2.0 302 Moved Temporarily"+contact), errForwards},
		"in binary":         {frame(0x82, key, "SIP/2.0 300 Choices"+contact), errForwards},
		"small letters":     {frame(0x81, key, "sip/2.0 \t305 Proxy"+contact), errForwards},
		"a gap in SIP":      {frame(0x81, key, "SIP /2.0 302 Moved"+contact), errForwards},
		"a gap in SIP/":     {frame(0x81, key, "SIP/\t2.0 302 Moved"+contact), errForwards},
		"no gap at all":     {frame(0x81, key, "SIP/2.0302 Moved"+contact), errForwards},
		"folded":            {frame(0x81, key, "SIP/2.0\r\n 302 Moved"+contact), errForwards},
		"a zero before":     {frame(0x81, key, "SIP/2.0 0302 Moved"+contact), errForwards},
		"over 32 bits":      {frame(0x81, key, "SIP/2.0 4294967598 Moved"+contact), errForwards},
		"after empty lines": {frame(0x81, key, "\r\n\r\nSIP/2.0 301 Moved"+contact), errForwards},
		"a second message":  {frame(0x81, key, "SIP/2.0 180 Ringing\r\n\r\nSIP/2.0 302 Moved"+contact), errForwards},
		"split":             {append(frame(0x01, key, "SIP/2.0 3"), frame(0x80, key, "02 Moved"+contact)...), errOddFrame},
		"continued":         {frame(0x80, key, "02 Moved"), errOddFrame},
		"compressed":        {frame(0xc1, key, "?"), errOddFrame},
		"not masked":        {[]byte{0x81, 1, 'x'}, errOddFrame},
		"too long":          {[]byte{0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0}, errOddFrame},
	} {
		var end exchangeEnd
		_, err := io.Copy(newUnforwarded(&end), bytes.NewReader(c.sent))
		if !errors.Is(err, c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if end.Len() > 0 {
			t.Errorf("%s: Asterisk hears %q", name, end.String())
		}
	}
}

// FuzzLookInto: whatever comes, it is looked into without a panic, and no 3xx passes.
func FuzzLookInto(f *testing.F) {
	f.Add(frame(0x81, [4]byte{}, "SIP/2.0 302 Moved\r\n"))
	f.Add([]byte{0x81, 0xfe, 0, 3})
	f.Fuzz(func(t *testing.T, b []byte) {
		size, err := lookInto(b)
		if err == nil && size > len(b) {
			t.Fatalf("%d of %d bytes", size, len(b))
		}
	})
}

func TestAPhoneThatFloodsIsCutOff(t *testing.T) {
	var end exchangeEnd
	u, options := newUnforwarded(&end), frame(0x81, [4]byte{}, "OPTIONS sip:x SIP/2.0\r\n\r\n")
	for range phoneBurst {
		if _, err := u.Write(options); err != nil {
			t.Fatal(err)
		}
	}
	_, err := io.Copy(u, bytes.NewReader(bytes.Repeat(options, 10*phoneBurst)))
	if carried := end.Len() / len(options); !errors.Is(err, errFlood) || carried > 2*phoneBurst {
		t.Errorf("%d messages are carried, then %v", carried, err)
	}
}

// TestAPhoneThatSpeaksInTheClearIsCutOff: an offer or an answer of media without DTLS-SRTP never reaches Asterisk, in whatever form.
func TestAPhoneThatSpeaksInTheClearIsCutOff(t *testing.T) {
	key := [4]byte{1, 2, 3, 4}
	say := func(media string) error {
		var end exchangeEnd
		_, err := newUnforwarded(&end).Write(frame(0x81, key, "INVITE sip:x@y SIP/2.0\r\nCSeq: 2 INVITE\r\n\r\nv=0\r\nt=0 0\r\n"+media+"\r\n"))
		if (end.Len() > 0) != (err == nil) {
			t.Errorf("%q: %v, and Asterisk hears %d bytes", media, err, end.Len())
		}
		return err
	}
	for _, media := range []string{"m=audio 4000 UDP/TLS/RTP/SAVPF 111 0", "m=audio 9 UDP/TLS/RTP/SAVPF 8\r\nc=IN IP4 0.0.0.0\r\na=fmtp:111 m=1"} {
		if err := say(media); err != nil {
			t.Errorf("%q: %v", media, err)
		}
	}
	for _, media := range []string{"m=audio 4000 RTP/AVP 0", "m=audio 4000 RTP/SAVP 0", "m=audio 4000 RTP/SAVPF 0", "M=audio 4000 RTP/AVP 0", " m = audio 4000 RTP/AVP 0",
		"m=audio 9 UDP/TLS/RTP/SAVPF 8\nm=audio 4000 RTP/AVP 0", "m=audio 9 UDP/TLS/RTP/SAVPFX 8", "m=audio  9  RTP/AVP 8", "m=audio 9 udp/tls/rtp/savpf/../RTP/AVP 8", "m="} {
		if err := say(media); !errors.Is(err, errInClear) {
			t.Errorf("%q: %v", media, err)
		}
	}
}
