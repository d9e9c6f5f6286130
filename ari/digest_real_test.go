//go:build real

package ari

import (
	"context"
	"strings"
	"testing"

	"alo116/queue"
)

func TestRealPhonesProveTheirPasswordBySHA256(t *testing.T) {
	a := lab(t)
	acc, err := a.Account(context.Background(), "drita")
	if err != nil {
		t.Fatalf("account: %v", err)
	}
	if err := a.rest.makeAccount(context.Background(), a.accounts.find("drita"), "alaw"); err != nil { // as after a lost link
		t.Fatalf("make it again: %v", err)
	}
	p := newPhone(t, wsWire(t, a.cfg.URL), acc.User, acc.Password)
	p.send(p.request("REGISTER", "sip:127.0.0.1", "<sip:"+acc.User+"@127.0.0.1>;tag=1", "<sip:"+acc.User+"@127.0.0.1>", token(), 1, nil, ""))
	asked := p.response("REGISTER").all("WWW-Authenticate")
	if len(asked) != 1 || !strings.Contains(asked[0], "algorithm=SHA-256") {
		t.Errorf("asked for %q", asked)
	}
	a.provesBySHA256Only(p)
}

// provesBySHA256Only tries a right password by both hashes.
func (a *asterisk) provesBySHA256Only(p *phone) {
	a.t.Helper()
	p.proof = "MD5"
	if code := p.register(120); code != 401 {
		a.t.Errorf("a proof by MD5 is answered %d", code)
	}
	p.proof = "SHA-256"
	if code := p.register(120); code != 200 {
		a.t.Errorf("a proof by SHA-256 is answered %d", code)
	}
}

// TestRealAnInheritedAccountIsProvenBySHA256Too: an upgrade leaves the accounts of the version before, which took MD5.
func TestRealAnInheritedAccountIsProvenBySHA256Too(t *testing.T) {
	a := lab(t)
	acc, err := a.Account(context.Background(), "drita")
	if err != nil {
		t.Fatalf("account: %v", err)
	}
	if err := a.rest.put(context.Background(), "auth", acc.User, []field{{Attribute: hashField, Value: "MD5"}}); err != nil {
		t.Fatalf("weaken the account: %v", err)
	}
	p := newPhone(t, wsWire(t, a.cfg.URL), acc.User, acc.Password)
	p.proof = "MD5"
	if code := p.register(120); code != 200 {
		t.Fatalf("the account of an earlier version is not one: %d", code)
	}
	a.stop()
	a.life = a.begin(t, usualPace)
	expect[queue.LinkUp](a.bundle)
	a.provesBySHA256Only(p)
}
