package deploy

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// watch is an application that is told of every channel that Asterisk makes, whoever made it.
type watch struct {
	mu   sync.Mutex
	made map[string]channel // as last heard of
}

func (l lab) watch(t *testing.T) *watch {
	t.Helper()
	address := strings.Replace(l.env["ALO116_ARI_URL"], "http", "ws", 1) + "/events?app=watch&subscribeAll=true&api_key=" +
		url.QueryEscape(l.env["ALO116_ARI_USER"]+":"+l.env["ALO116_ARI_PASSWORD"])
	ctx, cancel := context.WithCancel(context.Background())
	socket, _, err := websocket.Dial(ctx, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	socket.SetReadLimit(1 << 20)
	w, over := &watch{made: map[string]channel{}}, make(chan struct{})
	go func() { defer close(over); w.read(ctx, socket) }()
	t.Cleanup(func() { cancel(); <-over })
	return w
}

func (w *watch) read(ctx context.Context, socket *websocket.Conn) {
	for {
		_, text, err := socket.Read(ctx)
		if err != nil {
			return
		}
		var e struct {
			Type    string
			Channel channel
		}
		if json.Unmarshal(text, &e) == nil && e.Channel.ID != "" {
			w.mu.Lock()
			w.made[e.Channel.ID] = e.Channel
			w.mu.Unlock()
		}
	}
}

// outgoing is the channels that were made for calls to outside.
func (w *watch) outgoing() (all []channel) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.made {
		if !strings.HasPrefix(c.CallID, callPrefix) { // else a phone of the tests made it
			all = append(all, c)
		}
	}
	return all
}

// escaped is those of them that do not ring the duty phones.
func (w *watch) escaped() (names []string) {
	for _, c := range w.outgoing() {
		if !strings.HasPrefix(c.Name, "PJSIP/duty-") {
			names = append(names, c.Name)
		}
	}
	return names
}

// endpoint lets a phone on this machine call into a context, without a password; it is gone with the test.
func (l lab) endpoint(t *testing.T, name, dialplanContext string, more ...string) {
	t.Helper()
	fields := []map[string]string{{"attribute": "context", "value": dialplanContext}, {"attribute": "allow", "value": "alaw"}}
	for i := 0; i < len(more); i += 2 {
		fields = append(fields, map[string]string{"attribute": more[i], "value": more[i+1]})
	}
	l.object(t, "endpoint", name, fields)
}

func (l lab) object(t *testing.T, kind, name string, fields []map[string]string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"fields": fields})
	if err != nil {
		t.Fatal(err)
	}
	path := "/asterisk/config/dynamic/res_pjsip/" + kind + "/" + name
	if said := l.ask(t, http.MethodPut, path, strings.NewReader(string(body))); !strings.Contains(string(said), "attribute") {
		t.Fatalf("Asterisk does not make %s %s: %s", kind, name, said)
	}
	t.Cleanup(func() {
		req, _ := http.NewRequest(http.MethodDelete, l.env["ALO116_ARI_URL"]+path, nil)
		req.SetBasicAuth(l.env["ALO116_ARI_USER"], l.env["ALO116_ARI_PASSWORD"])
		if res, err := http.DefaultClient.Do(req); err == nil {
			res.Body.Close()
		}
	})
}

// contexts is every one that the dialplan has.
func contexts(t *testing.T) (names []string) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^\[([a-z-]+)\]`).FindAllStringSubmatch(configuration(t)["asterisk/extensions.conf"], -1) {
		if m[1] != "general" && m[1] != "globals" {
			names = append(names, m[1])
		}
	}
	if len(names) < 6 {
		t.Fatalf("contexts: %v", names)
	}
	return names
}

const stranger = "+355690000099" // whom nobody here may ring

// hostile is what a caller may dial in the hope of more than a line.
var hostile = []string{"112", "129", "*", "#", "*98", "*116111", "%23%23", "%231" + stranger, "00355690000099", stranger, "9" + stranger, "116111", "s", "h", "i", "t", "duty",
	"116111%40trunk", "116111%40ring", "PJSIP%2Fduty", "PJSIP%2F" + stranger + "%40trunk", "Local%2Fs%40ring", "Local%2Fduty%40divert%2Fn",
	"%24%7BDUTY%7D", "%24%7BEXTEN%7D", "duty%26PJSIP%2F" + stranger + "%40trunk", "116111;phone-context=evil", "_X.", "116111,1,Dial(PJSIP%2Fx)"}

func TestHostileCallersReachNobody(t *testing.T) {
	w := asterisk.watch(t)
	victim, far := carrier(t), asterisk.farEnd(t)
	names := outgoing(t)
	for _, c := range contexts(t) {
		asterisk.endpoint(t, "hostile-"+c, c, "set_var", "ALO116_TO="+stranger) // as if they could say whom to call back
		for _, exten := range hostile {
			if (c == "divert" || c == "ring") && exten != "duty" && slices.Contains(names, exten) {
				continue // where only the service sends a caller, a name of the list is the list's
			}
			p := newPhone(t, "127.0.0.1:0")
			call := p.request("INVITE", exten, 40000, "From: <sip:hostile-"+c+"@127.0.0.1>;tag=a")
			status := p.answer()
			asterisk.settled(t, call)
			if caller, there := asterisk.find(t, call); there {
				asterisk.hangUp(t, caller)
			}
			if status == "" {
				t.Errorf("%s in %s is not answered", exten, c)
			}
			p.conn.Close()
		}
	}
	reachedNobody(t, w, victim, far)
	if len(far.calls()) == 0 {
		t.Error("not even the duty phone was reached: was anything dialled?")
	}
}

// settled waits until the dialplan has done with a caller what it does at once: they are gone, hear music, or somebody is dialled.
func (l lab) settled(t *testing.T, callID string) {
	t.Helper()
	eventually(t, "the dialplan has dealt with the call", func() bool {
		c, there := l.find(t, callID)
		return !there || c.Dialplan.App == "MusicOnHold" || c.Dialplan.App == "Dial"
	})
}

// TestHostileHeadersReachNobody is the carrier's own trunk, misused by who called through it.
func TestHostileHeadersReachNobody(t *testing.T) {
	w := asterisk.watch(t)
	victim, far := carrier(t), asterisk.farEnd(t)
	there := victim.conn.LocalAddr().String()
	other := carrier(t)
	talk := other.request("INVITE", "116000", 40000, fromOpen)
	other.taken()
	bystander := asterisk.answered(t, talk)
	defer asterisk.hangUp(t, bystander)
	for _, header := range []string{
		"Refer-To: <sip:x@" + there + ">", "Referred-By: <sip:x@" + there + ">", "Replaces: " + talk + ";to-tag=a;from-tag=a",
		"Join: " + talk + ";to-tag=a;from-tag=a", "Diversion: <sip:x@" + there + ">;reason=unconditional",
		"History-Info: <sip:x@" + there + ">;index=1", "Alert-Info: <sip:x@" + there + ">", "Call-Info: <sip:x@" + there + ">",
		"P-Asserted-Identity: <tel:" + stranger + ">", "X-Alo116-Offer: 1/1", "P-Called-Party-ID: <sip:x@" + there + ">",
	} {
		p := carrier(t)
		call := p.request("INVITE", "116111", 40000, fromOpen, header)
		p.taken()
		caller := asterisk.answered(t, call)
		for _, act := range []string{"REFER", "INFO", "UPDATE", "MESSAGE", "NOTIFY", "SUBSCRIBE", "PUBLISH"} {
			p.within(act, "Refer-To: <sip:x@"+there+">\r\nEvent: refer\r\nSubscription-State: active\r\nRecord: on",
				"application/dtmf-relay", "Signal=#\r\nDuration=160\r\n")
		}
		p.asksWhetherWeLive()
		asterisk.hangUp(t, caller)
	}
	if now, still := asterisk.find(t, talk); !still || now.ID != bystander.ID {
		t.Error("a call was taken over by another's header")
	}
	reachedNobody(t, w, victim, far)
}

// TestWhoForwardsIsNotFollowed has a duty phone, and a counsellor's, answer that they have moved.
func TestWhoForwardsIsNotFollowed(t *testing.T) {
	w := asterisk.watch(t)
	victim := carrier(t)
	moved := "302 Moved Temporarily\r\nContact: <sip:" + stranger + "@" + victim.conn.LocalAddr().String() + ">"

	duty := newPhone(t, asterisk.env["LAB_TRUNK_ADDRESS"]+":"+asterisk.env["LAB_DUTY_PORT"])
	p := carrier(t)
	call := p.request("INVITE", "116111", 40000, fromOpen)
	p.taken()
	caller := asterisk.answered(t, call)
	defer asterisk.hangUp(t, caller)
	duty.reply(duty.ring(), moved, "")
	again := duty.ring() // the caller was kept, and is offered again
	duty.reply(again, "486 Busy Here", "")

	for _, to := range []string{stranger, "duty", "116111", "s"} {
		phone := newPhone(t, "127.0.0.1:0")
		user := fmt.Sprintf("counsellor%d", lastCall.Add(1))
		asterisk.object(t, "aor", user, []map[string]string{{"attribute": "contact", "value": "sip:x@" + phone.conn.LocalAddr().String()}})
		asterisk.endpoint(t, user, "agents", "aors", user)
		asterisk.ask(t, http.MethodPost, "/channels?endpoint=PJSIP/"+user+"&app=watch", nil)
		phone.reply(phone.ring(), "302 Moved Temporarily\r\nContact: <sip:"+to+"@"+victim.conn.LocalAddr().String()+">", "")
		eventually(t, "the counsellor's phone rings no more", func() bool { return len(asterisk.channels(t)) == 1 })
	}
	for _, name := range w.escaped() { // a place in a context where there is none is as far as they come
		if !strings.HasPrefix(name, "PJSIP/counsellor") && !strings.Contains(name, "@agents-") {
			t.Errorf("a call left: %s", name)
		}
	}
	if text := victim.hear(time.Second); text != "" {
		t.Errorf("the stranger's phone hears %s", text)
	}
}

// TestAnOutgoingCallWouldBeSeen is the control: the watch and the far end see a call that does leave.
func TestAnOutgoingCallWouldBeSeen(t *testing.T) {
	w := asterisk.watch(t)
	victim := carrier(t)
	asterisk.ask(t, http.MethodPost, "/channels?app=watch&endpoint="+
		url.QueryEscape("PJSIP/trunk/sip:x@"+victim.conn.LocalAddr().String()), nil)
	invite := victim.ring()
	victim.reply(invite, "486 Busy Here", "")
	eventually(t, "the watch sees it", func() bool { return len(w.escaped()) == 1 })
}

// TestWhatTheServiceDialsWouldBeSeen is the control for the other ways out: what the service alone may dial goes by an endpoint that is not
// the duty phone's, and the watch and the far end tell it from a call to that.
func TestWhatTheServiceDialsWouldBeSeen(t *testing.T) {
	w, far := asterisk.watch(t), asterisk.farEnd(t)
	const agency, caller = "+355690000098", "+355690000097"
	ways := map[string]string{"112@invite": "112", agency + "@agency": agency, "s@callback": caller}
	for place, user := range ways {
		asterisk.ask(t, http.MethodPost, "/channels?app=watch&endpoint="+url.QueryEscape("Local/"+place), strings.NewReader(`{"variables":{"ALO116_TO":"`+caller+`"}}`))
		eventually(t, "the far end is called as "+user, func() bool { return slices.Contains(far.calls(), user) })
	}
	eventually(t, "the watch sees them all", func() bool {
		out := slices.DeleteFunc(w.escaped(), func(name string) bool { return !strings.HasPrefix(name, "PJSIP/outside-") })
		return len(out) == len(ways)
	})
	eventually(t, "they are over", func() bool { return len(asterisk.channels(t)) == 0 })
}

func reachedNobody(t *testing.T, w *watch, victim *phone, far *farEnd) {
	t.Helper()
	for _, user := range far.calls() {
		if user != "duty" {
			t.Errorf("%s was dialled", user)
		}
	}
	if text := victim.hear(500 * time.Millisecond); strings.HasPrefix(text, "INVITE") {
		t.Errorf("the stranger's phone rings: %s", text)
	}
	if names := w.escaped(); len(names) != 0 {
		t.Errorf("calls left: %v", names)
	}
	if len(w.outgoing()) == len(w.made) {
		t.Error("the watch saw no caller")
	}
}

// within sends a request in the dialog of the call that this phone made.
func (p *phone) within(method, headers, kind, body string) {
	p.t.Helper()
	p.cseq++
	p.send(fmt.Sprintf("%s sip:%s SIP/2.0\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK-%s-%d;rport\r\n%s\r\nCSeq: %d %s\r\nContact: <sip:x@%s>\r\n"+
		"Max-Forwards: 70\r\n%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", method, p.peer, p.conn.LocalAddr(), method, lastCall.Add(1),
		dialogOf(p.talk), p.cseq+1, method, p.conn.LocalAddr(), headers, kind, len(body), body))
}

// asksWhetherWeLive is what carriers do in long calls. Asterisk answers in order: by then it has dealt with all before.
func (p *phone) asksWhetherWeLive() {
	p.t.Helper()
	p.within("OPTIONS", "Accept: application/sdp", "text/plain", "")
	for range 20 {
		if text := p.hear(2 * time.Second); strings.HasPrefix(text, "SIP/2.0 200") && strings.Contains(text, " OPTIONS\r\n") {
			return
		}
	}
	p.t.Error("a carrier that asks in a call whether we live is not answered, and would end it")
}
