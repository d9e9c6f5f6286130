package web

import (
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"alo116/agent/shapetest"
	"alo116/sql"
)

const shapesDir = "testdata/shapes/"

// shapes is what the pages are answered when all is well: each kind, by its type.
var shapes = map[string]any{
	"me": meBody{}, "doors": doorsBody{}, "ticket": ticketBody{}, "account": accountBody{}, "enrolled": enrolledBody{}, "totp": totpBody{},
	"desk_phone": deskPhoneBody{}, "desk_phone_made": deskPhoneMade{},
	"people": peopleBody{}, "person": personBody{}, "person_made": madeBody{}, "colleagues": map[string]any{"people": []colleagueBody{}},
	"directory": directoryBody{}, "agency": sql.Agency{}, "versions": versionsBody{},
	"referrals": referralsBody{}, "referral": sql.Referral{}, "waiting": waitingAllBody{},
	"purposes": map[string]any{"purposes": []purpose{}}, "number": numberBody{}, "contact": contactBody{}, "found": foundAllBody{},
	"made": map[string]any{"id": ""}, "tasks": tasksBody{},
	"cases": casesBody{}, "case": caseBody{}, "case_head": caseHead{}, "case_code": map[string]any{"code": ""}, "case_rev": map[string]any{"rev": 0},
	"case_owners": map[string]any{"owners": []ownerBody{}}, "contact_cases": contactCasesBody{}, "document": documentBody{},
	"alerts": map[string]any{"alerts": []alertBody{}}, "entries": entriesBody{}, "report": reportBody{}, "words": map[string]any{"words": ""},
	"problem": problemBody{}, "problem_field": fieldProblem{}, "problem_due": dueBody{},
}

// answerKinds tells which shape each route answers with. Others answer with nothing, with a file, or with what is a browser's.
var answerKinds = map[string]string{
	"POST /api/sign-in": "me", "GET /api/sign-in": "doors", "POST /api/sign-in/totp": "me", "POST /api/sign-in/recovery": "me", "POST /api/sign-in/passkey": "me",
	"GET /api/me": "me", "POST /api/ticket": "ticket", "POST /api/proof": "me", "GET /api/account": "account",
	"POST /api/account/totp/begin": "totp", "POST /api/account/totp": "enrolled", "POST /api/account/passkey": "enrolled", "POST /api/account/recovery": "enrolled",
	"GET /api/account/desk-phone": "desk_phone", "POST /api/account/desk-phone": "desk_phone_made",
	"GET /api/people": "people", "POST /api/people": "person_made", "POST /api/people/{id}": "person", "POST /api/people/{id}/skills": "person",
	"POST /api/people/{id}/password": "person_made", "GET /api/colleagues": "colleagues",
	"GET /api/directory": "directory", "POST /api/directory/near": "directory", "GET /api/directory/{id}/versions": "versions",
	"POST /api/directory": "agency", "POST /api/directory/{id}": "agency",
	"GET /api/referrals": "waiting", "POST /api/cases/{id}/referrals/open": "referrals", "POST /api/cases/{id}/referrals": "referral",
	"POST /api/referrals/{id}": "referral", "POST /api/referrals/{id}/send": "referral", "POST /api/referrals/{id}/move": "referral",
	"GET /api/purposes": "purposes", "POST /api/contacts/search": "found", "POST /api/contacts/{id}/number": "number", "POST /api/contacts/{id}/open": "contact",
	"POST /api/contacts/{id}/approaches": "made", "POST /api/approaches/{id}": "made", "GET /api/tasks": "tasks",
	"POST /api/cases/search": "cases", "GET /api/cases/owners": "case_owners", "POST /api/cases": "case_head", "POST /api/cases/{id}/open": "case",
	"POST /api/cases/{id}/field": "case_rev", "POST /api/cases/{id}/status": "case", "POST /api/cases/{id}/followup": "case", "POST /api/cases/{id}/owner": "case",
	"POST /api/cases/{id}/notes": "case", "POST /api/cases/{id}/contacts": "case_code", "POST /api/cases/{id}/contacts/{contact}/detach": "case",
	"POST /api/cases/{id}/documents": "document", "GET /api/contacts/{id}/cases": "contact_cases",
	"GET /api/alerts": "alerts", "GET /api/audit": "entries", "POST /api/audit/verify": "report", "POST /api/audit/{entry}/words": "words",
}

// TestTheShapesOfAnswers: the pages' types, and the examples in their tests, are held to these files.
func TestTheShapesOfAnswers(t *testing.T) {
	for kind, v := range shapes {
		shapetest.Hold(t, shapesDir+kind+".json", v)
	}
	text, err := json.MarshalIndent(answerKinds, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const file = "testdata/answers.json"
	if os.Getenv("UPDATE") != "" {
		err = os.WriteFile(file, append(text, '\n'), 0o644)
	}
	kept, readErr := os.ReadFile(file)
	if err != nil || readErr != nil || strings.TrimSpace(string(kept)) != string(text) {
		t.Errorf("%s is not what this test says: UPDATE=1", file)
	}
}

// TestEveryAnswerWithAShapeHasARoute: none is kept of what is asked no more, and no shape that nothing is answered with.
func TestEveryAnswerWithAShapeHasARoute(t *testing.T) {
	d := open(t)
	known, used := map[string]bool{}, map[string]bool{}
	for _, r := range d.site.routes() {
		known[r.pattern] = true
	}
	for pattern, kind := range answerKinds {
		used[kind] = true
		if !known[pattern] || shapes[kind] == nil {
			t.Errorf("%s answers with %s", pattern, kind)
		}
	}
	for kind := range shapes {
		if !used[kind] && !strings.HasPrefix(kind, "problem") {
			t.Errorf("nothing is answered with %s", kind)
		}
	}
}

var inBraces = regexp.MustCompile(`\{\w+\}`)

// answerPatterns are the routes with a shape, the plainest first.
var answerPatterns = func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for pattern := range answerKinds {
		all[pattern] = regexp.MustCompile("^" + inBraces.ReplaceAllString(pattern, `[^/]+`) + "$")
	}
	return all
}()

// hasItsShape fails a test whose question was answered in another shape than the pages know.
func hasItsShape(t *testing.T, method, path string, status int, h http.Header, body string) {
	t.Helper()
	kind := shapeOf(method, path, status)
	if kind == "" || body == "" || !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
		return
	}
	for _, wrong := range shapetest.Read(t, shapesDir+kind+".json").Wrong([]byte(body)) {
		t.Errorf("%s %s is answered with what is no %s: %s", method, path, kind, wrong)
	}
}

func shapeOf(method, path string, status int) string {
	asked, _, _ := strings.Cut(method+" "+path, "?")
	if status >= http.StatusMultipleChoices {
		return ""
	}
	if kind := answerKinds[asked]; kind != "" {
		return kind
	}
	for pattern, fits := range answerPatterns {
		if fits.MatchString(asked) {
			return answerKinds[pattern]
		}
	}
	return ""
}
