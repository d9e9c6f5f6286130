package queue

import (
	"strings"
	"testing"
)

// TestRefused gives policies that cannot work, and part of the reason that must be told.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, policy, reason string }{
		{"no JSON", `{`, "unexpected EOF"},
		{"a misspelt word", `{"lines":[{"id":"a","offers":3}]}`, `unknown field "offers"`},
		{"two documents", `{"lines":[{"id":"a"}]} {}`, "something follows"},
		{"no line", `{"skills":["x"]}`, "there is no line"},
		{"a line without a name", `{"lines":[{}]}`, "a line has no name"},
		{"a line twice", `{"lines":[{"id":"a"},{"id":"a"}]}`, `line "a" is there twice`},
		{"a skill twice", `{"skills":["x","x"],"lines":[{"id":"a"}]}`, `skill "x" is there twice`},
		{"a pause reason twice", `{"pause_reasons":["p","p"],"lines":[{"id":"a"}]}`, `pause reason "p" is there twice`},
		{"a place twice", `{"transfer_to":["duty","duty"],"lines":[{"id":"a"}]}`, `place to transfer to "duty" is there twice`},
		{"a place with a blank", `{"transfer_to":["a b"],"lines":[{"id":"a"}]}`, `transfer_to: "a b" is no place: its name is two or more of a-z, A-Z and 0-9`},
		{"a place of one letter", `{"transfer_to":["h"],"lines":[{"id":"a"}]}`, `transfer_to: "h" is no place`},
		{"a step to no place", oneLine(`"steps":[{"divert":"duty@trunk"}]`), `step 0: "duty@trunk" is no place`},
		{"too full, for no place", oneLine(`"overflow":{"divert":"+355"}`), `line "a", overflow: "+355" is no place`},
		{"closed, for no place", oneLine(`"closed":{"divert":"kujdestaria e natës"}`), `line "a", closed: "kujdestaria e natës" is no place`},
		{"negative time", `{"lines":[{"id":"a","offer_s":-1}]}`, `line "a": offer_s is negative`},
		{"unknown skill", oneLine(`"steps":[{"needs":[{"skill":"z"}]},{}]`), `step 0: unknown skill "z"`},
		{"too high a level", oneLine(`"steps":[{"needs":[{"skill":"x","level":6}]},{}]`), `level of "x" is over 5`},
		{"unknown role", oneLine(`"steps":[{"roles":["wizard"]}]`), `unknown role "wizard"`},
		{"late first step", oneLine(`"steps":[{"after_s":5}]`), "the first step begins at once"},
		{"steps out of order", oneLine(`"steps":[{},{"after_s":9},{"after_s":5}]`), "less than that of the step before"},
		{"needs for ever", oneLine(`"steps":[{"needs":[{"skill":"x"}]}]`), "never widen to anyone"},
		{"a step after a divert", oneLine(`"steps":[{"divert":"duty"},{"after_s":1}]`), "no further step"},
		{"a divert with needs", oneLine(`"steps":[{"divert":"duty","roles":["supervisor"]}]`), "asks for nobody"},
		{"unknown preference", oneLine(`"prefer":"tallest"`), `unknown preference "tallest"`},
		{"wrap-up and none", oneLine(`"wrap_up_s":5,"no_wrap_up":true`), "exclude each other"},
		{"hold for nobody", oneLine(`"hold_s":5`), "needs remember_s"},
		{"a limit without a way out", oneLine(`"max_wait_s":5`), "max_wait_s needs an overflow"},
		{"a room without a way out", oneLine(`"waiting_room":5`), "waiting_room needs an overflow"},
		{"a negative room", oneLine(`"waiting_room":-1,"overflow":{"prompt":"full"}`), "waiting_room is negative"},
		{"shut without a word", oneLine(`"shut":true`), "needs closed"},
		{"hours without a word", oneLine(`"hours":{"zone":"UTC","week":[{"days":["mon"],"from":"08:00","to":"16:00"}]}`), "needs closed"},
		{"closed for ever", oneLine(`"closed":{"prompt":"c"},"hours":{"zone":"UTC"}`), "closed for ever"},
		{"unknown zone", oneLine(`"closed":{"prompt":"c"},"hours":{"zone":"Atlantis","week":[{"days":["mon"],"from":"08:00","to":"16:00"}]}`), `unknown time zone "Atlantis"`},
		{"unknown day", oneLine(`"closed":{"prompt":"c"},"hours":{"zone":"UTC","week":[{"days":["mo"],"from":"08:00","to":"16:00"}]}`), `unknown day "mo"`},
		{"no time of day", oneLine(`"closed":{"prompt":"c"},"hours":{"zone":"UTC","week":[{"days":["mon"],"from":"8","to":"25:00"}]}`), `"25:00" is no time of day`},
		{"no date", oneLine(`"closed":{"prompt":"c"},"hours":{"zone":"UTC","week":[{"days":["mon"],"from":"08:00","to":"16:00"}],"holidays":["02-30"]}`), `holiday "02-30" is no date`},
		{"a silent announcement", oneLine(`"announce":[{"after_s":5,"say":"comfort","prompt":""}]`), "has no prompt"},
		{"an unknown announcement", oneLine(`"announce":[{"after_s":5,"say":"poem","prompt":"p"}]`), `cannot say "poem"`},
		{"a menu without a prompt", oneLine(`"menu":{"prompt":"","choices":[{"key":"1","code":"c"}]}`), `line "a", menu: it has no prompt`},
		{"a menu of nothing", oneLine(`"menu":{"prompt":"m","choices":[]}`), "it has 0 choices"},
		{"a menu of too much", oneLine(`"menu":{"prompt":"m","choices":[` + strings.Repeat(`{"key":"1","code":"c"},`, 9) + `{"key":"1","code":"c"}]}`), "it has 10 choices"},
		{"a menu that waits too long", oneLine(menu(`"key":"1","code":"c"`, `"wait_s":21,`)), "wait_s is not between 0 and 20"},
		{"a menu that is said too often", oneLine(menu(`"key":"1","code":"c"`, `"again":4,`)), "again is not between 0 and 3"},
		{"a key twice", oneLine(menu(`"key":"1","code":"c"},{"key":"1","code":"d"`, "")), `key of the menu of line "a" "1" is there twice`},
		{"a choice twice", oneLine(menu(`"key":"1","code":"c"},{"key":"2","code":"c"`, "")), `choice of the menu of line "a" "c" is there twice`},
		{"a choice without a key", oneLine(menu(`"key":"","code":"c"`, "")), "a key of the menu"},
		{"a choice without a code", oneLine(menu(`"key":"1","code":""`, "")), "a choice of the menu"},
		{"no key of a phone", oneLine(menu(`"key":"12","code":"c"`, "")), `"12" is no key of a phone`},
		{"a letter as a key", oneLine(menu(`"key":"A","code":"c"`, "")), `"A" is no key of a phone`},
		{"a code with words in it", oneLine(menu(`"key":"1","code":"A child"`, "")), `choice "A child": its code is not of small letters`},
		{"a choice without words", oneLine(menu(`"key":"1","code":"c","name":{"sq":""}`, "")), `choice "c": its name in "sq" is empty`},
		{"a choice of an unknown skill", oneLine(menu(`"key":"1","code":"c","steps":[{"needs":[{"skill":"z"}]},{}]`, "")), `choice "c", step 0: unknown skill "z"`},
		{"a choice that waits for ever", oneLine(menu(`"key":"1","code":"c","steps":[{"needs":[{"skill":"x"}]}]`, "")), `choice "c": its needs never widen to anyone`},
		{"all in reserve", `{"team":2,"reserve":[{"below_priority":1,"agents":2}],"lines":[{"id":"a"}]}`, "leave nobody"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParsePolicy([]byte(c.policy))
			if err == nil || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("got %v, want something about %s", err, c.reason)
			}
		})
	}
}

// menu is a menu with these choices that says so much more.
func menu(choices, words string) string {
	return `"menu":{"prompt":"m",` + words + `"choices":[{` + choices + `}]}`
}

// oneLine is a policy with one line that says so much.
func oneLine(words string) string {
	return `{"skills":["x"],"lines":[{"id":"a",` + words + `}]}`
}

// TestAllFaultsAtOnce: whoever mends a policy hears everything in one go.
func TestAllFaultsAtOnce(t *testing.T) {
	_, err := ParsePolicy([]byte(oneLine(`"offer_s":-1,"prefer":"tallest","shut":true`)))
	if n := strings.Count(err.Error(), "\n") + 1; n != 3 {
		t.Errorf("%d faults told of 3: %v", n, err)
	}
}
