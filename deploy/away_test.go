package deploy

import (
	"net"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestCallerHearsMusicWhileTheServiceIsAway counts what reaches the caller's ear, across several tries to hand over.
func TestCallerHearsMusicWhileTheServiceIsAway(t *testing.T) {
	ear, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.ParseIP(asterisk.env["LAB_TRUNK_ADDRESS"])})
	if err != nil {
		t.Fatal(err)
	}
	defer ear.Close()
	p := carrier(t)
	call := p.request("INVITE", "116000", ear.LocalAddr().(*net.UDPAddr).Port, fromOpen)
	p.taken()
	caller := asterisk.answered(t, call)
	defer asterisk.hangUp(t, caller)
	var guard struct{ Value string }
	asterisk.get(t, "/channels/"+caller.ID+"/variable?variable=TIMEOUT(absolute)", &guard)
	if seconds, _ := strconv.ParseFloat(guard.Value, 64); seconds < 11*3600 {
		t.Errorf("the guard would end the call after %q seconds", guard.Value)
	}
	loud := 0
	for heard, buf := 0, make([]byte, 2048); heard < 150; heard++ { // three seconds
		ear.SetReadDeadline(time.Now().Add(time.Second)) // Asterisk listens for half of one before it speaks
		n, err := ear.Read(buf)
		if err != nil {
			t.Fatalf("the line is dead after %d packets", heard)
		}
		if n == 172 && strings.Count(string(buf[12:n]), "\xd5") < 80 {
			loud++
		}
	}
	if loud < 75 {
		t.Errorf("only %d of 150 packets carry music", loud)
	}
}

func TestDutyPhoneRingsWhenTheServiceStaysAway(t *testing.T) {
	duty := newPhone(t, asterisk.env["LAB_TRUNK_ADDRESS"]+":"+asterisk.env["LAB_DUTY_PORT"])
	p := carrier(t)
	call := p.request("INVITE", "116111", 40000, fromOpen, asserted)
	p.taken()
	caller := asterisk.answered(t, call)
	defer asterisk.hangUp(t, caller)

	refused := duty.ring()
	if strings.Contains(refused, number[1:]) || !strings.Contains(refused, "116111") {
		t.Errorf("the duty phone must see the line and not the caller: %s", refused)
	}
	duty.reply(refused, "486 Busy Here", "")
	if got := asterisk.answered(t, call); got.ID != caller.ID {
		t.Errorf("the caller is lost when the duty phone is busy: %v", got)
	}

	taken := duty.ring()
	duty.reply(taken, "200 OK", duty.offer(40002))
	eventually(t, "caller and duty talk", func() bool {
		up := 0
		for _, c := range asterisk.channels(t) {
			if c.State == "Up" {
				up++
			}
		}
		return up == 2
	})
}

// ring waits for the next new call to this phone, answering Asterisk's question whether it is there.
func (p *phone) ring() string {
	p.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		text := p.hear(time.Second)
		_, after, _ := strings.Cut(text, "\r\nCall-ID: ")
		call, _, _ := strings.Cut(after, "\r\n")
		switch method, _, _ := strings.Cut(text, " "); method {
		case "OPTIONS":
			p.reply(text, "200 OK", "")
		case "INVITE":
			if call != p.rang { // else it is sent again
				p.rang = call
				return text
			}
		}
	}
	p.t.Fatal("the duty phone did not ring")
	return ""
}
