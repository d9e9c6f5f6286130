package web

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"regexp"
	"slices"
	"time"

	"golang.org/x/time/rate"
)

// unforwarded carries what a browser's phone says to Asterisk, and ends the connection when it answers that it has moved
// (a 3xx). Asterisk would follow, whatever its configuration: a phone in a stranger's hand could have it call anywhere,
// and our pages never answer so. It ends it also when the phone names media that are not DTLS-SRTP, which Asterisk would
// accept in a talk that goes on, whatever its endpoint says. SIP over a websocket is one message a frame (RFC 7118, section 5), and no browser
// splits one as short as that: what cannot be looked into as a whole is not carried. Nor is a flood, which would keep
// Asterisk from the calls of others.
type unforwarded struct {
	io.ReadWriteCloser // Asterisk
	rest               []byte
	pace               *rate.Limiter
}

func newUnforwarded(asterisk io.ReadWriteCloser) *unforwarded {
	return &unforwarded{ReadWriteCloser: asterisk, pace: rate.NewLimiter(rate.Every(phoneEvery), phoneBurst)}
}

// A page says about twelve messages for a call and one in some minutes besides; a burst is for one that comes back with
// all that it had to say.
const (
	phoneEvery = 100 * time.Millisecond
	phoneBurst = 200
)

var (
	errForwards = errors.New("a phone answered that it has moved, and is cut off")
	errInClear  = errors.New("a phone named media without DTLS-SRTP, and is cut off")
	errOddFrame = errors.New("a phone sent what is no SIP message, and is cut off")
	errFlood    = errors.New("a phone sent far more than calls need, and is cut off")
)

// maxSIP is the longest message that is carried, in bytes. Asterisk itself takes no longer ones.
const maxSIP = 64_000

// answers finds how an answer begins, anywhere: more than one message may stand in what Asterisk reads at once. It finds all that
// Asterisk takes for one, which is more than the standard allows: "SIP / 2.0302" and a folded line are a 302 to it, too. Our pages
// write only the plain form.
var (
	answers = regexp.MustCompile(`(?i)SIP\s*/\s*2\.0\s*\d+`)
	plain   = regexp.MustCompile(`^SIP/2\.0 [12456]\d\d$`)
)

// moves tells whether an answer in what a phone says is a 3xx, or may be one.
func moves(said []byte) bool {
	return slices.ContainsFunc(answers.FindAll(said, -1), func(answer []byte) bool { return !plain.Match(answer) })
}

// media finds each media line of a session description (RFC 8866, section 5.14), as loosely as Asterisk might; encrypted is the
// one profile that browsers speak (RFC 8827, section 6.5).
var (
	media     = regexp.MustCompile(`(?i)(?:^|[\r\n])\s*m\s*=[^\r\n]*`)
	encrypted = regexp.MustCompile(`^m=[a-z]+ \d+ UDP/TLS/RTP/SAVPF( |$)`)
)

// inClear tells whether what a phone says names media that are not DTLS-SRTP.
func inClear(said []byte) bool {
	return slices.ContainsFunc(media.FindAll(said, -1), func(line []byte) bool { return !encrypted.Match(bytes.TrimLeft(line, "\r\n")) })
}

// Write takes a part of the browser's stream and gives Asterisk the frames that are complete.
func (u *unforwarded) Write(p []byte) (int, error) {
	u.rest = append(u.rest, p...)
	for {
		size, err := lookInto(u.rest)
		if err != nil {
			return 0, err
		}
		if size == 0 {
			return len(p), nil
		}
		if !u.pace.Allow() {
			return 0, errFlood
		}
		if _, err := u.ReadWriteCloser.Write(u.rest[:size]); err != nil {
			return 0, err
		}
		u.rest = append(u.rest[:0], u.rest[size:]...)
	}
}

// lookInto gives the size of the first frame (RFC 6455, section 5.2), or 0 while it is not all there.
func lookInto(b []byte) (size int, err error) {
	if len(b) < 2 {
		return 0, nil
	}
	const whole, control, masked = 0x80, 0x08, 0x80
	kind, length, head := b[0]&0x0f, int(b[1]&0x7f), 2
	if b[0]&0xf0 != whole || kind == 0 || b[1]&masked == 0 {
		return 0, errOddFrame
	}
	switch length {
	case 126:
		if len(b) < 4 {
			return 0, nil
		}
		length, head = int(binary.BigEndian.Uint16(b[2:])), 4
	case 127:
		return 0, errOddFrame
	}
	if length > maxSIP {
		return 0, errOddFrame
	}
	if size = head + 4 + length; len(b) < size {
		return 0, nil
	}
	if kind&control != 0 {
		return size, nil
	}
	switch said := unmask(b[head+4:size], b[head:head+4]); {
	case moves(said):
		return 0, errForwards
	case inClear(said):
		return 0, errInClear
	}
	return size, nil
}

func unmask(b, key []byte) []byte {
	clear := make([]byte, len(b))
	for i := range b {
		clear[i] = b[i] ^ key[i%4]
	}
	return clear
}
