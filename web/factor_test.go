package web

import (
	"encoding/base32"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// due reads what a sign-in still asks for.
func due(t *testing.T, body string) dueBody {
	t.Helper()
	var d dueBody
	if err := json.Unmarshal([]byte(body), &d); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return d
}

// giveTOTP gives mira an app whose secret the test knows; no code of it was used yet.
func (d *door) giveTOTP() []byte {
	d.t.Helper()
	secret := []byte("a secret of 20 bytes")
	if err := d.store.SetTOTP(d.t.Context(), miraID, secret, 0); err != nil {
		d.t.Fatal(err)
	}
	return secret
}

// code is what the app shows now, and for as long as the test goes on: the site's clock stays in the middle of a step.
func (d *door) code(secret []byte) string {
	d.t.Helper()
	middle := time.Now().Truncate(totpStep * time.Second).Add(totpStep * time.Second / 2)
	d.site.now = func() time.Time { return middle }
	return codeAt(d.t, secret, middle)
}

// codeAt is what an app shows then.
func codeAt(t *testing.T, secret []byte, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret), at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

const passwordOfMira = `{"login":"mira","password":"` + password + `"}`

func TestACodeIsDueAndCountsOnce(t *testing.T) {
	d := open(t)
	secret := d.giveTOTP()
	b := d.browser()
	status, _, body := b.ask("POST", "/api/sign-in", passwordOfMira)
	if asked := due(t, body); status != 401 || asked.Error.Code != "second_factor" || strings.Join(asked.Factors, " ") != "totp" {
		t.Fatalf("after the password: %d %s", status, body)
	}
	if d.token(b) != "" {
		t.Error("the password alone gave a session")
	}
	for _, path := range []string{"/api/me", "/api/account", "/api/form", "/api/ticket"} {
		method := map[bool]string{true: "POST", false: "GET"}[path == "/api/ticket"]
		if status, _, _ := b.ask(method, path, ""); status != 401 {
			t.Errorf("half signed in, %s: %d", path, status)
		}
	}
	if status, _, body := b.ask("POST", "/api/sign-in/enrol/totp/begin", "{}"); status != 403 {
		t.Errorf("half signed in, enrolling: %d %s", status, body)
	}
	if status, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"000 000"}`); status != 422 || !strings.Contains(body, "wrong_code") {
		t.Errorf("a wrong code: %d %s", status, body)
	}
	code := d.code(secret)
	if status, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"`+code[:3]+" "+code[3:]+`"}`); status != 200 || !strings.Contains(body, miraID) {
		t.Fatalf("the code: %d %s", status, body)
	}
	if status, _, _ := b.ask("GET", "/api/account", ""); status != 200 {
		t.Errorf("signed in: %d", status)
	}
	thief := d.browser()
	thief.ask("POST", "/api/sign-in", passwordOfMira)
	if status, _, body := thief.ask("POST", "/api/sign-in/totp", `{"code":"`+code+`"}`); status != 422 {
		t.Errorf("the same code again: %d %s", status, body)
	}
}

func TestACodeIsOfItsOwnStep(t *testing.T) {
	secret, now := []byte("a secret of 20 bytes"), time.Unix(1_764_000_000, 0)
	for late, want := range map[time.Duration]error{-31: errWrongCode, -30: errOtherStep, -1: errOtherStep, 0: nil, 29: nil, 30: errOtherStep, 59: errOtherStep, 60: errWrongCode} {
		step, err := matchTOTP(secret, codeAt(t, secret, now), now.Add(late*time.Second))
		if err != want || want != errWrongCode && step != now.Unix()/totpStep {
			t.Errorf("%d seconds after its step began: %v, step %d", late, err, step)
		}
	}
	for _, code := range []string{"", "12345", "1234567", "abcdef"} {
		if _, err := matchTOTP(secret, code, now); err != errWrongCode {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestACodeOfTheNextStepIsUsedUp(t *testing.T) {
	d := open(t)
	secret := d.giveTOTP()
	now := d.code(secret)
	b := d.browser()
	b.ask("POST", "/api/sign-in", passwordOfMira)
	next := codeAt(t, secret, d.site.now().Add(totpStep*time.Second))
	give := func(code, want string) {
		t.Helper()
		if _, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"`+code+`"}`); !strings.Contains(body, want) {
			t.Errorf("%q is not said: %s", want, body)
		}
	}
	give(next, "other_step")
	give(next, "wrong_code")
	give(now, "wrong_code") // of before one that was used
	then := d.site.now().Add(totpStep * time.Second)
	d.site.now = func() time.Time { return then }
	give(next, "wrong_code")
	give(codeAt(t, secret, then.Add(-2*totpStep*time.Second)), "wrong_code")
	if got := trail(t, d.store, "account.factor_wrong", "person:"+miraID); len(got) != stepTry {
		t.Errorf("the trail tells of %d wrong codes", len(got))
	}
}

func TestASignInThatBeganEndsAfterFiveWrongCodes(t *testing.T) {
	d := open(t)
	secret := d.giveTOTP()
	b := d.browser()
	b.ask("POST", "/api/sign-in", passwordOfMira)
	for n := range stepTry {
		if status, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"000000"}`); status != 422 {
			t.Fatalf("wrong code %d: %d %s", n+1, status, body)
		}
	}
	if status, _, body := b.ask("POST", "/api/sign-in/totp", `{"code":"`+d.code(secret)+`"}`); status != 410 {
		t.Errorf("the sixth, which is right: %d %s", status, body)
	}
	if status, _, body := b.ask("GET", "/api/sign-in", ""); status != 200 || strings.Contains(body, "second_factor") {
		t.Errorf("and then: %d %s", status, body)
	}
}

func TestARecoveryCodeOpensOnce(t *testing.T) {
	d := open(t)
	d.giveTOTP()
	if err := d.store.SetRecovery(t.Context(), miraID, []string{"abcdefgh23456723"}); err != nil {
		t.Fatal(err)
	}
	for n, want := range []int{200, 422} {
		b := d.browser()
		if _, _, body := b.ask("POST", "/api/sign-in", passwordOfMira); n == 0 && strings.Join(due(t, body).Factors, " ") != "totp recovery" {
			t.Errorf("due is %s", body)
		}
		if status, _, body := b.ask("POST", "/api/sign-in/recovery", `{"code":"ABCD-EFGH-2345-6723"}`); status != want {
			t.Errorf("use %d: %d %s", n+1, status, body)
		}
	}
}

func TestWhoHasNoSecondFactorMustAddOne(t *testing.T) {
	d := open(t, func(c *Config) { c.SecondFactorRequired = true })
	b := d.browser()
	status, _, body := b.ask("POST", "/api/sign-in", passwordOfMira)
	if asked := due(t, body); status != 401 || asked.Error.Code != "enrol" || strings.Join(asked.Factors, " ") != "passkey totp" {
		t.Fatalf("after the password: %d %s", status, body)
	}
	if status, _, _ := b.ask("POST", "/api/sign-in/totp", `{"code":"000000"}`); status != 403 {
		t.Errorf("a code of an app that is not there: %d", status)
	}
	_, _, body = b.ask("POST", "/api/sign-in/enrol/totp/begin", "{}")
	var made totpBody
	if err := json.Unmarshal([]byte(body), &made); err != nil || len(made.QR) < leastSquares {
		t.Fatalf("begin: %.80s", body)
	}
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(made.Secret)
	if err != nil || len(secret) != totpSecret {
		t.Fatalf("the secret is %q", made.Secret)
	}
	if status, _, _ := b.ask("POST", "/api/sign-in/enrol/totp", `{"code":"000000"}`); status != 422 || d.token(b) != "" {
		t.Errorf("a wrong first code: %d", status)
	}
	status, _, body = b.ask("POST", "/api/sign-in/enrol/totp", `{"code":"`+d.code(secret)+`"}`)
	var done enrolledBody
	if err := json.Unmarshal([]byte(body), &done); err != nil || status != 200 || done.Me == nil || len(done.Recovery) != recoveryCodes {
		t.Fatalf("end: %d %s", status, body)
	}
	for _, code := range done.Recovery {
		if bits := 5 * len(plainCode(code)); bits < 112 { // base 32
			t.Errorf("a recovery code has %d bits", bits)
		}
	}
	if status, _, body := b.ask("POST", "/api/account/totp/remove", "{}"); status != 409 || !strings.Contains(body, "last_factor") {
		t.Errorf("removing the last one: %d %s", status, body)
	}
	if status, _, _ := b.ask("GET", "/api/form", ""); status != 200 {
		t.Errorf("signed in: %d", status)
	}
}

// TestHammeringALoginDoesNotStopItsOwner is the promise of limits.go: whoever knows a login, and even the password, and
// sits in the same network, uses up tries without end; the owner at a computer of theirs signs in at once.
func TestHammeringALoginDoesNotStopItsOwner(t *testing.T) {
	d := open(t)
	owner, attacker := d.browser(), d.browser()
	owner.signIn("mira") // once, before: this computer is known now
	if status, _, _ := owner.ask("POST", "/api/sign-out", "{}"); status != 204 {
		t.Fatal("sign out")
	}
	secret := d.giveTOTP()

	hammer := func(path, body string, until int) {
		t.Helper()
		for range 200 {
			if status, _, _ := attacker.ask("POST", path, body); status == until {
				return
			}
		}
		t.Fatalf("%s never says %d", path, until)
	}
	attacker.ask("POST", "/api/sign-in", passwordOfMira) // who has stolen the password guesses codes, too
	hammer("/api/sign-in/totp", `{"code":"000000"}`, http.StatusGone)
	hammer("/api/sign-in", `{"login":"mira","password":"guess"}`, http.StatusTooManyRequests)
	for n := range 100 { // and codes from a hundred addresses, which spends what strangers have together
		_ = d.site.limits.tryFactor(time.Now(), "step", "mira", source{address: string(rune('a' + n))})
		d.site.limits.steps.forget("step")
	}
	if status, _, _ := d.browser().ask("POST", "/api/sign-in", passwordOfMira); status != http.StatusTooManyRequests {
		t.Errorf("a computer that is not known, at the same address: %d", status)
	}

	if status, _, body := owner.ask("POST", "/api/sign-in", passwordOfMira); status != 401 || due(t, body).Error.Code != "second_factor" {
		t.Fatalf("the owner's password: %d %s", status, body)
	}
	if status, _, body := owner.ask("POST", "/api/sign-in/totp", `{"code":"`+d.code(secret)+`"}`); status != 200 {
		t.Errorf("the owner's code: %d %s", status, body)
	}
}

func TestADeviceCookieCannotBeMadeUp(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	known := func(cookie string) bool {
		r := httptestRequest(t, d, cookieDevice, cookie)
		return d.site.from(r, "mira").device != ""
	}
	real := d.cookie(b, "__Host-alo116-device")
	if !known(real) {
		t.Fatal("the real one is not known")
	}
	if r := httptestRequest(t, d, cookieDevice, real); d.site.from(r, "arben").device != "" {
		t.Error("it is arben's too, who was never here")
	}
	foreign, err := d.store.Seal("another use", []byte(`{"id":"x","since":9999999999,"of":["`+mark("mira")+`"]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, made := range []string{"", "nonsense", real[:len(real)-2] + "AA", b64(foreign), b64([]byte(`{"id":"x","since":9999999999,"of":["` + mark("mira") + `"]}`))} {
		if known(made) {
			t.Errorf("a made-up one is known: %.20s", made)
		}
	}
}

func TestChangesNeedAFreshProof(t *testing.T) {
	d := open(t)
	b := d.browser()
	b.signIn("mira")
	if status, _, body := b.ask("POST", "/api/account/totp/begin", "{}"); status != 200 {
		t.Errorf("just signed in: %d %s", status, body)
	}
	hired := map[queue.Role]*browser{}
	for _, role := range roles.All() {
		_, hired[role] = d.hire(d.store, sql.Person{Role: role})
	}
	d.site.now = func() time.Time { return time.Now().Add(freshFor + time.Second) }
	asked := map[string]bool{}
	for _, r := range d.site.routes() {
		if !r.proven {
			continue
		}
		asked[r.pattern] = true
		for role, who := range hired {
			want := "prove_again"
			if roles.Could(role, r.action, r.object) == roles.No {
				want = "forbidden"
			}
			if status, body := who.knock(r); status != 403 || !strings.Contains(body, want) {
				t.Errorf("%s, proven five minutes ago, by a %s: %d %s, want %s", r.pattern, role, status, body, want)
			}
		}
	}
	for _, change := range []string{"people", "people/{id}", "people/{id}/password", "people/{id}/factors", "people/{id}/sign-out", "people/{id}/desk-phone/remove", // somebody's access
		"people/{id}/skills",          // who is offered which calls
		"directory", "directory/{id}", // what everybody dials and refers to
	} {
		if !asked["POST /api/"+change] {
			t.Errorf("%s is changed without a fresh proof", change)
		}
	}
	if status, _, body := b.ask("POST", "/api/proof", `{"password":"guess"}`); status != 422 {
		t.Errorf("a wrong proof: %d %s", status, body)
	}
	d.site.now = time.Now
	if status, _, body := b.ask("POST", "/api/proof", `{"password":"`+password+`"}`); status != 200 {
		t.Errorf("a proof: %d %s", status, body)
	}
	if status, _, body := b.ask("POST", "/api/account/totp/begin", "{}"); status != 200 {
		t.Errorf("after it: %d %s", status, body)
	}
}

func TestOnesOwnPassword(t *testing.T) {
	d := open(t)
	b, other := d.browser(), d.browser()
	b.signIn("mira")
	other.signIn("mira")
	for body, want := range map[string]int{
		`{"old":"guess","new":"a much longer one"}`:                        422,
		`{"old":"` + password + `","new":"short"}`:                         400,
		`{"old":"` + password + `","new":"QWERTYUIOP"}`:                    400,
		`{"old":"` + password + `","new":"` + password + `"}`:              400,
		`{"old":"` + password + `","new":"pesë fjalë për një derë të re"}`: 204,
	} {
		if status, _, said := b.ask("POST", "/api/account/password", body); status != want {
			t.Errorf("%s: %d %s", body, status, said)
		}
	}
	if status, _, _ := b.ask("GET", "/api/me", ""); status != 200 {
		t.Errorf("the session that changed it: %d", status)
	}
	if status, _, _ := other.ask("GET", "/api/me", ""); status != 401 {
		t.Errorf("another session: %d", status)
	}
	if status, _, _ := d.browser().ask("POST", "/api/sign-in", passwordOfMira); status != 401 {
		t.Errorf("the old password: %d", status)
	}
}

func TestOnesOwnSessions(t *testing.T) {
	d := open(t)
	b, other := d.browser(), d.browser()
	b.signIn("mira")
	if status, _, _ := other.ask("POST", "/api/sign-in", passwordOfMira, "User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"); status != 200 {
		t.Fatal("sign in")
	}
	_, _, body := b.ask("GET", "/api/account", "")
	var account accountBody
	if err := json.Unmarshal([]byte(body), &account); err != nil || len(account.Sessions) != 2 {
		t.Fatalf("account: %s", body)
	}
	for _, s := range account.Sessions {
		if s.Current == (s.Browser == "Firefox") {
			t.Errorf("a session is listed as %+v", s)
		}
		if !s.Current {
			if status, _, said := b.ask("POST", "/api/account/session/end", `{"id":"`+s.ID+`"}`); status != 204 {
				t.Errorf("end: %d %s", status, said)
			}
		}
	}
	if status, _, _ := other.ask("GET", "/api/me", ""); status != 401 {
		t.Errorf("the ended one: %d", status)
	}
	arben := d.browser()
	arben.signIn("arben")
	stands, err := d.store.Sessions().Standing(t.Context(), d.token(b))
	if err != nil {
		t.Fatal(err)
	}
	arben.ask("POST", "/api/account/session/end", `{"id":"`+stands[d.token(b)].ID+`"}`)
	if status, _, _ := b.ask("GET", "/api/me", ""); status != 200 {
		t.Errorf("a colleague ended it: %d", status)
	}
}
