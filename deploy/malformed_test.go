package deploy

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMalformedMessagesStopNoCall sends Asterisk, on the trunk, thousands of messages that are none: cut short, with parts doubled or
// lost, with any byte in any place, without end. The call that goes on goes on, and the next one is taken.
func TestMalformedMessagesStopNoCall(t *testing.T) {
	other := carrier(t)
	talk := other.request("INVITE", "116000", 40000, fromOpen)
	other.taken()
	bystander := asterisk.answered(t, talk)
	defer asterisk.hangUp(t, bystander)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 116))
	bad := carrier(t)
	for n := range 3000 {
		_, text := bad.compose([]string{"OPTIONS", "REGISTER", "ACK", "BYE", "MESSAGE", "INVITE\x00", ""}[n%7], "116111", 40000, fromOpen)
		bad.send(malformed(random, text))
		if n%100 == 99 {
			other.asksWhetherWeLive()
		}
	}
	if now, still := asterisk.find(t, talk); !still || now.ID != bystander.ID {
		t.Error("the call that was there is gone")
	}
	p := carrier(t)
	call := p.request("INVITE", "116111", 40000, fromOpen)
	p.taken()
	asterisk.hangUp(t, asterisk.answered(t, call))
}

// malformed spoils a message in one of many ways.
func malformed(random *rand.Rand, text string) string {
	lines := strings.Split(text, "\r\n")
	at, line := random.IntN(len(text)), random.IntN(len(lines))
	switch random.IntN(7) {
	case 0:
		return text[:at]
	case 1:
		return text[at:]
	case 2:
		return text[:at] + string(rune(random.IntN(256))) + text[at+1:]
	case 3:
		lines[line] += strings.Repeat(lines[line], random.IntN(60))
	case 4:
		lines[line] = ""
	case 5:
		lines[line] = strings.Repeat("\x00\xff", random.IntN(500))
	default:
		return strings.ReplaceAll(text, "Content-Length: ", "Content-Length: -9")
	}
	return strings.Join(lines, "\r\n")
}
