package web

import (
	"fmt"
	"testing"
	"time"

	"alo116/sql"
)

// password takes a try as prove does.
func (l *limits) password(now time.Time, login string, from source) error {
	if err := l.try(now, login, from); err != nil {
		return err
	}
	return l.tryTogether(now, login, from)
}

// stranger guesses at a login from some addresses, as fast as they are let.
type stranger struct {
	limits    *limits
	login     string
	addresses []string
}

func newStranger(l *limits, login string, addresses int) stranger {
	s := stranger{limits: l, login: login}
	for n := range addresses {
		s.addresses = append(s.addresses, fmt.Sprint("address ", n))
	}
	return s
}

// guess gives how many guesses there are at one moment.
func (s stranger) guess(now time.Time) (guesses int) {
	for _, from := range s.addresses {
		for s.limits.password(now, s.login, source{address: from}) == nil {
			guesses++
		}
	}
	return guesses
}

// TestWhatAStrangerCanDoInADay is what SECURITY.md says of guessing and locking out: however many addresses there are, guesses have a
// bound; and who is kept out meanwhile is neither a known computer nor in the house.
func TestWhatAStrangerCanDoInADay(t *testing.T) {
	const step, most = pairEvery, loginBurst + int(24*time.Hour/loginEvery)
	for addresses, keepsOut := range map[int]time.Duration{1: 30 * time.Minute, 6: 0, 300: 0} {
		l, begun, guesses := newLimits(), time.Now(), 0
		attack := newStranger(l, "mira", addresses)
		l.places.add(begun, "office")
		for at := time.Duration(0); at < 24*time.Hour; at += step {
			now := begun.Add(at)
			guesses += attack.guess(now)
			if at >= keepsOut && l.tryTogether(now, "mira", source{address: fmt.Sprint("new ", at)}) == nil {
				t.Fatalf("%d addresses do not keep a newcomer out after %v: SECURITY.md says they do", addresses, at)
			}
			for name, from := range map[string]source{"a computer of hers": {address: attack.addresses[0], device: "hers"}, "a new one in the house": {address: "office"}} {
				if at%loginEvery == 0 && l.password(now, "mira", from) != nil {
					t.Fatalf("%d addresses keep out %s after %v", addresses, name, at)
				}
			}
		}
		if guesses > most || guesses < most-loginBurst {
			t.Errorf("%d addresses have %d guesses in a day, and it is said to be %d", addresses, guesses, most)
		}
	}
}

// TestTypingManyLoginsGivesNoGuessesBack: what a table forgets it takes for unused, and the tries at a login are never forgotten.
func TestTypingManyLoginsGivesNoGuessesBack(t *testing.T) {
	l, now := newLimits(), time.Now()
	newStranger(l, "mira", 100).guess(now)
	for n := range 3 * maxRemember {
		_ = l.password(now, fmt.Sprint("login ", n), source{address: fmt.Sprint("elsewhere ", n)})
	}
	if l.tryTogether(now, "mira", source{address: "new"}) == nil {
		t.Error("there are guesses again")
	}
	if n := len(l.logins.byKey); n > buckets || buckets >= maxRemember {
		t.Errorf("%d buckets of %d, and %d are remembered", n, buckets, maxRemember)
	}
}

// apart has logins of these tests in buckets of their own, which by chance they might share.
const apart = "apart"

// TestWhoSitsInTheHouseHasNoMoreGuesses than a stranger outside has.
func TestWhoSitsInTheHouseHasNoMoreGuesses(t *testing.T) {
	l, now := newLimits(), time.Now()
	inside := newStranger(l, "mira", 50)
	for _, at := range inside.addresses {
		l.places.add(now, at)
	}
	if n := inside.guess(now); n != loginBurst {
		t.Errorf("%d at once", n)
	}
	if n := inside.guess(now.Add(loginEvery)); n != 1 {
		t.Errorf("%d a minute later", n)
	}
	if l.password(now, "mira", source{address: "outside"}) != nil {
		t.Error("they keep those outside out")
	}
	if last := now.Add(placeLife); !l.places.has(last, "address 1") || l.places.has(last.Add(1), "address 1") {
		t.Error("an address is the house's for another time than is said")
	}
	if l.places.add(now.Add(2*placeLife), "office"); len(l.places.seen) != 1 {
		t.Errorf("%d addresses are kept", len(l.places.seen))
	}
}

// crowd uses up what unknown computers have together at a login.
func (d *door) crowd(login string) {
	d.t.Helper()
	newStranger(d.site.limits, login, 100).guess(time.Now())
	if status, _, body := d.browser().ask("POST", "/api/sign-in", `{"login":"`+login+`","password":"`+password+`"}`); status != 429 {
		d.t.Fatalf("a new computer while strangers guess: %d %s", status, body)
	}
}

// TestStrangersDoNotCrowdTheHouse: where a colleague signed in, or uncovered their screen since the service began, a new computer is let in.
func TestStrangersDoNotCrowdTheHouse(t *testing.T) {
	for name, come := range map[string]func(*door, *browser) bool{
		"a colleague signs in": func(d *door, _ *browser) bool { d.browser().signIn("arben"); return true },
		"somebody uncovers their screen": func(_ *door, vera *browser) bool {
			status, _, _ := vera.ask("POST", "/api/proof", `{"password":"`+password+`"}`)
			return status == 200
		},
		"somebody guesses": func(d *door, _ *browser) bool {
			d.browser().ask("POST", "/api/sign-in", `{"login":"arben","password":"a guess of mine"}`)
			return false
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			vera := d.browser()
			vera.signIn("vera")
			d.site.limits = newLimits() // the service began anew
			d.site.limits.salt = apart
			d.crowd("mira")
			ours := come(d, vera)
			status, _, body := d.browser().ask("POST", "/api/sign-in", passwordOfMira)
			if want := map[bool]int{true: 200, false: 429}[ours]; status != want {
				t.Errorf("%d %s, want %d", status, body, want)
			}
		})
	}
}

// TestWhoIsKeptOutIsLetInByAMadePassword: an administrator can always let somebody in, and nobody else can by what looks like it.
func TestWhoIsKeptOutIsLetInByAMadePassword(t *testing.T) {
	d := open(t)
	made, hash, err := PasswordOnce()
	if err != nil || !looksMade(made) || looksMade(password) {
		t.Fatalf("%d letters, %v", len(made), err)
	}
	in := `{"login":"mira","password":"` + made + `"}`
	d.crowd("mira")
	for _, once := range []bool{false, true} {
		if _, err := d.store.ChangePerson(t.Context(), miraID, sql.PersonChange{PasswordHash: &hash, PasswordOnce: &once}); err != nil {
			t.Fatal(err)
		}
		if once {
			other, _, _ := PasswordOnce()
			if status, _, _ := d.browser().ask("POST", "/api/sign-in", `{"login":"mira","password":"`+other+`"}`); status != 401 {
				t.Errorf("another one: %d", status)
			}
		}
		status, _, body := d.browser().ask("POST", "/api/sign-in", in)
		if want := map[bool]int{true: 200, false: 429}[once]; status != want {
			t.Errorf("made by somebody else: %v: %d %s", once, status, body)
		}
	}
}
