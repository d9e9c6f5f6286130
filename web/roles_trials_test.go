package web

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/sql/referral"
)

// wanted is an object as a request names it: what stands in the wildcards, in their order, and what is asked of it.
type wanted struct {
	in      []string
	body    string
	headers []string
}

// trial is a route that names an object, and how to make one that is somebody's, for me to ask for.
type trial struct {
	pattern string
	make    func(h *house, of, me queue.AgentID) wanted
	// do and to are what the table is asked, where a route asks it more than what stands in its list.
	do      roles.Action
	to      roles.Object
	nobodys bool // the object has no owner
	ends    bool // it may end the session of who asks
}

func (tr trial) asks(r route) (roles.Action, roles.Object) {
	if tr.do != "" {
		return tr.do, tr.to
	}
	return r.action, r.object
}

var agencyMade = sql.Agency{Kind: "njmf", Name: "Njësia Provë", Places: []string{"al224"}, Active: true}

// trials are all of them, by the object.
var trials = []trial{
	{pattern: "POST /api/people/{id}", make: aPerson(`{"name":"Somebody else"}`), ends: true},
	{pattern: "POST /api/people/{id}/skills", make: aPerson(`{"skills":{}}`), ends: true},
	{pattern: "POST /api/people/{id}/password", make: aPerson(`{}`), ends: true},
	{pattern: "POST /api/people/{id}/factors", make: aPerson(`{"proof":"` + sql.Proofs[0] + `"}`), ends: true},
	{pattern: "POST /api/people/{id}/desk-phone/remove", make: aPersonWithAPhone, ends: true},
	{pattern: "POST /api/people/{id}/sign-out", make: aPerson(`{}`), ends: true},

	{pattern: "GET /api/directory/{id}/versions", make: anAgency, nobodys: true},
	{pattern: "POST /api/directory/{id}", make: anAgency, nobodys: true},
	{pattern: "POST /api/alerts/{entry}/close", make: anAlert, nobodys: true},
	{pattern: "POST /api/audit/{entry}/words", make: anEntry, nobodys: true},

	{pattern: "POST /api/contacts/{id}/open", make: aContact(`{}`)},
	{pattern: "POST /api/contacts/{id}/number", make: aContact(`{}`)},
	{pattern: "POST /api/contacts/{id}/print", make: aContact(`{"fields":["note"]}`)},
	{pattern: "POST /api/contacts/{id}/export", make: aContact(`{}`)},
	{pattern: "POST /api/contacts/{id}/hold", make: aContact(`{}`)},
	{pattern: "POST /api/contacts/{id}/release", make: aHeldContact},
	{pattern: "POST /api/contacts/{id}/approaches", make: aContact(`{"kind":"approach","words":"softly","days":30}`)},
	{pattern: "POST /api/approaches/{id}", make: anApproach},
	{pattern: "POST /api/approaches/{id}/remove", make: anApproach},
	{pattern: "POST /api/contacts/{id}/reminders/{kind}/done", make: left("follow_up", `"child_self"`, "follow_up_date", `{"at":"2026-12-03"}`)},
	{pattern: "POST /api/contacts/{id}/notices/{kind}/done", make: left("complaint", `"complaint"`, "", "")},
	{pattern: "POST /api/contacts/{id}/warning", make: left("warning", `"abusive"`, "propose_warning", `true`)},

	{pattern: "GET /api/contacts/{id}/cases", make: aContact("")},
	{pattern: "POST /api/cases", make: caseFromContact, do: roles.Attach, to: roles.Contact},
	{pattern: "POST /api/cases", make: caseFor, do: roles.Add, to: roles.Case},
	{pattern: "POST /api/cases/{id}/contacts", make: contactToCase, do: roles.Attach, to: roles.Contact},
	{pattern: "POST /api/cases/{id}/contacts", make: caseToContact},
	{pattern: "POST /api/cases/{id}/contacts/{contact}/detach", make: caseOfContact},

	{pattern: "POST /api/cases/{id}/open", make: aCase(`{}`)},
	{pattern: "POST /api/cases/{id}/field", make: aCase(`{"field":"risk_level","value":"high","rev":9}`)},
	{pattern: "POST /api/cases/{id}/followup", make: aCase(`{"day":"2026-12-01","rev":9}`)},
	{pattern: "POST /api/cases/{id}/notes", make: aCase(`{"words":"the canary sang"}`)},
	{pattern: "POST /api/cases/{id}/status", make: aCase(`{"status":"in_process","rev":9}`)},
	{pattern: "POST /api/cases/{id}/status", make: aCase(`{"status":"closed","outcome":"resolved","rev":9}`), do: roles.Close, to: roles.Case},
	{pattern: "POST /api/cases/{id}/status", make: aClosedCase, do: roles.Reopen, to: roles.Case},
	{pattern: "POST /api/cases/{id}/owner", make: caseToGive},
	{pattern: "POST /api/cases/{id}/print", make: aCase(`{"fields":["story"]}`)},
	{pattern: "POST /api/cases/{id}/export", make: aCase(`{}`)},
	{pattern: "POST /api/cases/{id}/hold", make: aCase(`{}`)},
	{pattern: "POST /api/cases/{id}/release", make: aHeldCase},

	{pattern: "POST /api/cases/{id}/documents", make: aPaper},
	{pattern: "POST /api/documents/{id}/open", make: aDocument},
	{pattern: "POST /api/documents/{id}/remove", make: aDocument},

	{pattern: "POST /api/cases/{id}/referrals/open", make: referrals},
	{pattern: "POST /api/cases/{id}/referrals", make: caseToRefer},
	{pattern: "POST /api/referrals/{id}", make: aDraft(func(h *house, r sql.Referral) string { return h.whole(map[string]any{"rev": r.Rev}) })},
	{pattern: "POST /api/referrals/{id}/send", make: aDraft(func(_ *house, r sql.Referral) string { return stepped(r.Rev, "") })},
	{pattern: "POST /api/referrals/{id}/discard", make: aDraft(func(_ *house, r sql.Referral) string { return stepped(r.Rev, "") })},
	{pattern: "POST /api/referrals/{id}/letter", make: aDraft(func(*house, sql.Referral) string { return `{"fields":["letter"]}` })},
	{pattern: "POST /api/referrals/{id}/move", make: aSentOne},
}

func aPerson(body string) func(*house, queue.AgentID, queue.AgentID) wanted {
	return func(_ *house, of, _ queue.AgentID) wanted { return wanted{in: []string{string(of)}, body: body} }
}

func aPersonWithAPhone(h *house, of, me queue.AgentID) wanted {
	h.must(h.store.SetDeskPhone(h.t.Context(), of, h.some("phone"), "a password of a phone"))
	return aPerson("{}")(h, of, me)
}

func anAgency(h *house, _, _ queue.AgentID) wanted {
	a, err := h.store.Directory().Save(h.t.Context(), agencyMade, miraID)
	h.must(err)
	body, err := json.Marshal(a)
	h.must(err)
	return wanted{in: []string{a.ID}, body: string(body)}
}

// anAlert is a glass that somebody else broke.
func anAlert(h *house, of, _ queue.AgentID) wanted {
	h.must(h.store.Witness(h.t.Context(), sql.Act{Actor: miraID, Action: "contact.opened", Object: h.some("contact:"), Purpose: purposeSaid}, true))
	open, err := h.store.Alerts(h.t.Context())
	h.must(err)
	return wanted{in: []string{fmt.Sprint(open[0].Entry)}, body: "{}"}
}

func anEntry(h *house, _, _ queue.AgentID) wanted {
	object := h.some("contact:")
	h.must(h.store.Audit(h.t.Context(), sql.Act{Actor: miraID, Action: "x.done", Object: object, Purpose: "quality", Words: "the canary"}))
	return wanted{in: []string{fmt.Sprint(trail(h.t, h.store, "x.done", object)[0].N)}, body: "{}"}
}

func aContact(body string) func(*house, queue.AgentID, queue.AgentID) wanted {
	return func(h *house, of, _ queue.AgentID) wanted { return wanted{in: []string{h.contact(of)}, body: body} }
}

func aHeldContact(h *house, of, _ queue.AgentID) wanted {
	id := h.contact(of)
	h.must(h.store.Contacts().Hold(h.t.Context(), id, true, miraID, purposeSaid, ""))
	return wanted{in: []string{id}, body: "{}"}
}

func aHeldCase(h *house, of, _ queue.AgentID) wanted {
	id := caseOf(h.t, h.store, of, "").ID
	h.must(h.store.Cases().Hold(h.t.Context(), id, true, miraID, purposeSaid, ""))
	return wanted{in: []string{id}, body: "{}"}
}

func anApproach(h *house, of, _ queue.AgentID) wanted {
	id, err := h.store.Contacts().Approach(h.t.Context(), form.Approach{Contact: h.contact(of), Kind: "approach", Words: "theirs", Agent: of, Until: time.Now().AddDate(0, 1, 0)})
	h.must(err)
	return wanted{in: []string{id}, body: `{"kind":"unsafe","words":"mine","days":1}`}
}

// left is what a closed contact left to be done.
func left(kind, calls, field, value string) func(*house, queue.AgentID, queue.AgentID) wanted {
	values := map[string]string{"call_type": calls}
	if field != "" {
		values[field] = value
	}
	return func(h *house, of, _ queue.AgentID) wanted {
		id := closes(h.t, h.store, queue.CallID(h.some("call-")), of, values)
		return wanted{in: []string{id, kind}, body: `{"kind":"abusive","words":"shouts","days":30}`}
	}
}

func caseFromContact(h *house, of, _ queue.AgentID) wanted {
	return wanted{body: `{"contact":"` + h.contact(of) + `"}`}
}

func caseFor(_ *house, of, _ queue.AgentID) wanted {
	return wanted{body: `{"owner":"` + string(of) + `"}`}
}

// contactToCase puts a contact of somebody to a case of one's own.
func contactToCase(h *house, of, me queue.AgentID) wanted {
	return wanted{in: []string{caseOf(h.t, h.store, me, "").ID}, body: `{"contact":"` + h.contact(of) + `"}`}
}

// caseToContact puts a contact of one's own to a case of somebody.
func caseToContact(h *house, of, me queue.AgentID) wanted { return contactToCase(h, me, of) }

func caseOfContact(h *house, of, _ queue.AgentID) wanted {
	contact := h.contact(of)
	return wanted{in: []string{caseOf(h.t, h.store, of, contact).ID, contact}, body: "{}"}
}

func aCase(body string) func(*house, queue.AgentID, queue.AgentID) wanted {
	return func(h *house, of, _ queue.AgentID) wanted {
		return wanted{in: []string{caseOf(h.t, h.store, of, "").ID}, body: body}
	}
}

func aClosedCase(h *house, of, _ queue.AgentID) wanted {
	c := caseOf(h.t, h.store, of, "")
	rev, err := h.store.Cases().Move(h.t.Context(), c.ID, of, casework.Closed, "resolved", c.Rev)
	h.must(err)
	return wanted{in: []string{c.ID}, body: fmt.Sprintf(`{"status":"reopened","rev":%d}`, rev)}
}

// caseToGive is given to who asks, which each may who may give it at all: TestEveryRoleGivesACase tries to whom else.
func caseToGive(h *house, of, me queue.AgentID) wanted {
	return wanted{in: []string{caseOf(h.t, h.store, of, "").ID}, body: fmt.Sprintf(`{"owner":%q,"rev":9}`, me)}
}

func aPaper(h *house, of, _ queue.AgentID) wanted {
	return wanted{in: []string{caseOf(h.t, h.store, of, "").ID}, body: "the canary", headers: []string{"Content-Type", "application/octet-stream", "X-Document-Name", "x.txt"}}
}

func aDocument(h *house, of, _ queue.AgentID) wanted {
	d, err := h.store.Documents().Add(h.t.Context(), caseOf(h.t, h.store, of, "").ID, "y.txt", of, strings.NewReader("the canary"))
	h.must(err)
	return wanted{in: []string{d.ID}, body: "{}"}
}

func caseToRefer(h *house, of, _ queue.AgentID) wanted {
	return wanted{in: []string{caseOf(h.t, h.store, of, "").ID}, body: h.whole(nil)}
}

func (h *house) draft(of queue.AgentID) sql.Referral {
	var r sql.Referral
	h.must(json.Unmarshal([]byte(h.whole(map[string]any{"words": map[string]string{"letter": "the canary"}})), &r))
	r, err := h.store.Referrals().Add(h.t.Context(), caseOf(h.t, h.store, of, "").ID, r, of)
	h.must(err)
	return r
}

func referrals(h *house, of, _ queue.AgentID) wanted {
	return wanted{in: []string{h.draft(of).Case}, body: "{}"}
}

func aDraft(body func(*house, sql.Referral) string) func(*house, queue.AgentID, queue.AgentID) wanted {
	return func(h *house, of, _ queue.AgentID) wanted {
		r := h.draft(of)
		return wanted{in: []string{r.ID}, body: body(h, r)}
	}
}

func aSentOne(h *house, of, _ queue.AgentID) wanted {
	r := h.draft(of)
	r, err := h.store.Referrals().Move(h.t.Context(), r.ID, referral.Sent, r.Rev, of)
	h.must(err)
	return wanted{in: []string{r.ID}, body: stepped(r.Rev, referral.Acknowledged)}
}

func (h *house) contact(of queue.AgentID) string {
	return contact(h.t, h.store, h.keys, queue.CallID(h.some("call-")), of)
}

// some is a name that nothing else here has.
func (h *house) some(kind string) string { h.n++; return fmt.Sprint(kind, h.n) }

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}
