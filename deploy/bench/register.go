package main

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// register signs the phone in at Asterisk, for as long as a run may last.
func (p *phone) register(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	const uri = "sip:127.0.0.1"
	aor, tag, id := fmt.Sprintf("<sip:%s@127.0.0.1>", p.user), token(), token()
	var proof []header
	for n := 1; n <= 2; n++ {
		m := message{start: "REGISTER " + uri + " SIP/2.0", headers: append([]header{
			{"Via", "SIP/2.0/WS " + token() + ".invalid;branch=z9hG4bK" + token()}, {"Max-Forwards", "70"},
			{"From", aor + ";tag=" + tag}, {"To", aor}, {"Call-ID", id}, {"CSeq", fmt.Sprintf("%d REGISTER", n)},
			{"Contact", p.contact}, {"Expires", "300"}}, proof...)}
		p.wire.send(m.String())
		select {
		case answer := <-p.answers:
			if strings.HasPrefix(answer.start, "SIP/2.0 200") {
				return nil
			}
			proof = []header{{"Authorization", digest(answer.get("WWW-Authenticate"), p.user, p.password, "REGISTER", uri)}}
		case <-p.gone:
			return fmt.Errorf("register a phone: its wire has broken")
		case <-ctx.Done():
			return fmt.Errorf("register a phone: %w", ctx.Err())
		}
	}
	return fmt.Errorf("register a phone: Asterisk does not want it")
}

// stayRegistered does it again in time.
func (p *phone) stayRegistered(ctx context.Context) {
	again := time.NewTicker(2 * time.Minute)
	defer again.Stop()
	for {
		select {
		case <-again.C:
			_ = p.register(ctx) // a phone that is lost shows in what is measured
		case <-p.gone:
			return
		case <-ctx.Done():
			return
		}
	}
}
