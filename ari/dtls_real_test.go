//go:build real

package ari

import (
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

// TestRealABrowsersLegIsNeverInTheClear: Asterisk offers DTLS-SRTP and nothing else, and an answer in plain RTP ends the leg.
func TestRealABrowsersLegIsNeverInTheClear(t *testing.T) {
	a := lab(t)
	_, call := a.calls("116111")
	p := a.agentPhone("drita", true)
	o := queue.OfferID{Call: call, N: 1}
	offered := a.rings(p, o, "drita", 20*time.Second).body
	for _, must := range []string{" UDP/TLS/RTP/SAVPF ", "a=fingerprint:SHA-256 ", "a=setup:"} {
		if !strings.Contains(offered, must) {
			t.Errorf("no %q in what is offered:\n%s", must, offered)
		}
	}
	if strings.Contains(offered, "RTP/AVP") || strings.Contains(offered, "a=crypto:") {
		t.Errorf("more than DTLS-SRTP is offered:\n%s", offered)
	}
	p.webrtc = false // as if somebody between them took the encryption out
	p.send(p.dlg.invite.reply("200 OK", p.dlg.tag, p.contact, p.media.sdp()))
	p.expect("BYE")
	if n := p.media.in.Load(); n != 0 {
		t.Errorf("%d packets came in the clear", n)
	}
}
