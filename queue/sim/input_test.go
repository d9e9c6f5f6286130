package sim

import (
	"io"
	"strings"
	"testing"
)

// good is a file in which each test breaks one thing.
const good = `{"seed":7, "calls":2000, "warm_up_calls":100, "service_level_s":20, "waiting_room":30,
 "reserve":[{"below_priority":1,"agents":1}],
 "call_types":[{"name":"a","per_hour":12,"skills":["a"],"priority":0,
                "talk_s":{"mean":600,"dist":"exponential"},
                "patience_s":{"mean":120,"dist":"lognormal","cv":2}}],
 "agents":[{"name":"p","count":3,"skills":["a","b"],"speed":1.0,"wrap_up_s":5,
            "shifts":[{"days":["mon","tue"],"from":"08:00","to":"16:00"}]}]}`

func TestImpossibleFiles(t *testing.T) {
	if _, err := ParseInput([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`{"seed":7`, ``, "line 1: invalid character"},
		{good, ``, "the file is empty"},
		{`]}]}`, `]}]`, "the file ends too early"},
		{`]}]}`, `]}]} {}`, "there is more after the end"},
		{`"seed":7`, `"sed":7`, `unknown field "sed"`},
		{`"speed":1.0`, `"sped":1.0`, `unknown field "sped"`},
		{`"calls":2000`, `"calls":5`, "calls: must be from 20"},
		{`"calls":2000`, `"calls":"many"`, "calls"},
		{`"seed":7`, `"seed":-7`, "seed"},
		{`"warm_up_calls":100`, `"warm_up_calls":-1`, "warm_up_calls: must be"},
		{`"service_level_s":20`, `"service_level_s":-1`, "service_level_s: must not"},
		{`"waiting_room":30`, `"waiting_room":-1`, "waiting_room: must not"},
		{`"agents":1}]`, `"agents":0}]`, "reserve[0].agents: must be at least 1"},
		{`"agents":1}]`, `"agents":3}]`, "reserve[0].agents: keeps 3 of 3 agents free, so calls below priority 1 never start"},
		{`"name":"a"`, `"name":""`, "call_types[0].name: is missing"},
		{`"call_types":[`, `"call_types":[{"name":"a","per_hour":1,"talk_s":{"mean":1,"dist":"exponential"}},`, `call_types[1].name: there is another "a"`},
		{`"per_hour":12`, `"per_hour":-1`, "call_types[0].per_hour: -1: must be"},
		{`"per_hour":12`, `"per_hour":[1,2]`, "call_types[0].per_hour: has 2 numbers, must have 1, 24"},
		{`"per_hour":12`, `"per_hour":"x"`, "per_hour: must be a number"},
		{`"per_hour":12,`, ``, "call_types[0].per_hour: is missing"},
		{`"per_hour":12`, `"per_hour":0`, "nobody ever calls"},
		{`"per_hour":12`, `"per_hour":0.0001`, "calls: so many calls take"},
		{`"talk_s":{"mean":600,"dist":"exponential"},`, ``, "call_types[0].talk_s: is missing"},
		{`"mean":600`, `"mean":0`, "call_types[0].talk_s.mean: must be"},
		{`"exponential"`, `"uniform"`, "call_types[0].talk_s.dist: must be exponential, deterministic"},
		{`"exponential"`, `"exponential","cv":2`, "call_types[0].talk_s.cv: is always 1 for exponential"},
		{`"exponential"`, `"hyperexponential","cv":0.5`, "call_types[0].talk_s.cv: hyperexponential needs one, from 1"},
		{`,"cv":2`, ``, "call_types[0].patience_s.cv: lognormal needs one"},
		{`"count":3`, `"count":0`, "agents[0].count: must be"},
		{`"speed":1.0`, `"speed":0`, "agents[0].speed: must be"},
		{`"wrap_up_s":5`, `"wrap_up_s":-5`, "agents[0].wrap_up_s: must be"},
		{`"mon"`, `"monday"`, `agents[0].shifts[0].days: "monday" is none of`},
		{`"08:00"`, `"8"`, "agents[0].shifts[0].from: must be"},
		{`"16:00"`, `"25:00"`, "agents[0].shifts[0].to: must be"},
	} {
		if !strings.Contains(good, c.old) {
			t.Fatalf("%q is not in the good file", c.old)
		}
		err := Run(strings.NewReader(strings.Replace(good, c.old, c.new, 1)), io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("with %s: got error %v, want %q", c.new, err, c.want)
		}
	}
	if err := Run(strings.NewReader(`{"calls":100}`), io.Discard); err == nil || !strings.Contains(err.Error(), "call_types: there must") {
		t.Errorf("without call types: got error %v", err)
	}
}
