package queue_test

import (
	"strings"
	"testing"

	"alo116/queue"
)

func TestCheckTeam(t *testing.T) {
	psychologist := queue.Member{Role: queue.Psychologist, Skills: map[queue.Skill]queue.Level{"danger": 3}}
	worker := queue.Member{Role: queue.SocialWorker}
	team := []queue.Member{psychologist, worker}
	for _, c := range []struct {
		name, policy string
		team         []queue.Member
		wrong        []string // nothing: it works
	}{
		{"anybody", `{"lines":[{"id":"a"}]}`, []queue.Member{worker}, nil},
		{"a skill that somebody has", `{"skills":["danger"],"lines":[{"id":"a","max_wait_s":60,"overflow":{"prompt":"full"},"steps":[{"needs":[{"skill":"danger","level":3}]}]}]}`, team, nil},
		{"a last step limited to a role that nobody has", `{"skills":["danger"],"lines":[{"id":"a","steps":[{"roles":["supervisor"]}]}]}`, team,
			[]string{`line "a": nobody of the team of 2 could ever take its calls, for want of supervisor`}},
		{"levels that nobody has, and a way out", `{"skills":["danger"],"lines":[{"id":"a","steps":[{"needs":[{"skill":"danger","level":4}]},{"after_s":9,"divert":"duty"}]}]}`, team, nil},
		{"the reserve is all of the team", `{"skills":["danger"],"reserve":[{"below_priority":1,"agents":2}],"lines":[{"id":"a"},{"id":"b","priority":1}]}`, team,
			[]string{`line "a": the reserve keeps 2 agents free, and only 2 of the team could take its calls`}},
		{"the reserve is all who could", `{"skills":["danger"],"reserve":[{"below_priority":1,"agents":1}],"lines":[{"id":"a","steps":[{"roles":["psychologist"]}]}]}`, team,
			[]string{`only 1 of the team could`}},
		{"the reserve leaves somebody", `{"skills":["danger"],"reserve":[{"below_priority":1,"agents":1}],"lines":[{"id":"a"}]}`, team, nil},
		{"a skill that the policy does not know", `{"lines":[{"id":"a"}]}`, team, []string{`skill "danger" is unknown to the policy, and 1 of the team`}},
		{"a choice that nobody could take", `{"skills":["danger"],"lines":[{"id":"a","menu":{"prompt":"m","choices":[{"key":"1","code":"c","steps":[{"roles":["supervisor"]}]},{"key":"2","code":"d"}]}}]}`, team,
			[]string{`line "a", choice "c": nobody of the team of 2 could ever take its calls, for want of supervisor`}},
		{"nobody", `{"lines":[{"id":"a"},{"id":"b","steps":[{"divert":"duty"}]}]}`, nil, []string{`line "a": nobody of the team of 0`, "anybody at all"}},
	} {
		p, err := queue.ParsePolicy([]byte(c.policy))
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		err = p.CheckTeam(c.team)
		if len(c.wrong) == 0 && err != nil || len(c.wrong) > 0 && err == nil {
			t.Errorf("%s: %v", c.name, err)
		}
		for _, w := range c.wrong {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v does not say %q", c.name, err, w)
			}
		}
	}
}
