package queue_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

var update = flag.Bool("update", false, "write what the core says into the scenarios")

// TestScenarios plays testdata/*.txt: facts as people would tell them, each followed by what the
// core asks for (→) and what it writes down (·). Read the change before you commit an -update.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("the core said otherwise:\n%s", firstDifference(string(want), got))
			}
		})
	}
}

func play(t *testing.T, script string) string {
	p := &player{t: t, offers: map[queue.AgentID]queue.OfferID{}, start: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)}
	for line := range strings.Lines(script) {
		switch {
		case strings.HasPrefix(line, "  "):
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
			p.out.WriteString(line)
		default:
			p.fact(strings.TrimSpace(line))
		}
	}
	if n := p.core.View().Stats.MissedWakeups; n > 0 {
		t.Errorf("%d missed wake-ups", n)
	}
	return p.out.String()
}

// player tells the facts of a scenario to a core.
type player struct {
	t      *testing.T
	out    strings.Builder
	core   *queue.Core
	start  time.Time
	offers map[queue.AgentID]queue.OfferID
}

func (p *player) fact(line string) {
	first, rest, _ := strings.Cut(line, " ")
	if first == "policy" {
		p.core = queue.New(readPolicy(p.t, rest), queue.Config{Epoch: 1})
		fmt.Fprintln(&p.out, line)
		return
	}
	if first == "date" {
		day, err := time.Parse("2006-01-02 15:04", rest)
		if err != nil {
			p.t.Fatal(err)
		}
		p.start = day
		fmt.Fprintln(&p.out, line)
		return
	}
	at := p.at(first)
	for {
		due, ok := p.core.Deadline()
		if !ok || !due.Before(at) {
			break
		}
		if out := p.core.Step(due, queue.Tick{}); len(out.Commands)+len(out.Records) > 0 {
			fmt.Fprintf(&p.out, "      %s\n", clock(due.Sub(p.start)))
			p.tell(out)
		}
	}
	fmt.Fprintln(&p.out, line)
	for _, e := range p.events(strings.Fields(rest)) {
		p.tell(p.core.Step(at, e))
	}
	if strings.HasPrefix(rest, "look") {
		p.look()
	}
}

func (p *player) at(word string) time.Time {
	var h, m, s int
	if _, err := fmt.Sscanf(word, "%d:%d:%d", &h, &m, &s); err != nil {
		p.t.Fatalf("%q is no time: %v", word, err)
	}
	return p.start.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second)
}

func clock(d time.Duration) string {
	s := int(d / time.Second)
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// tell prints an output, and remembers the offers.
func (p *player) tell(out queue.Output) {
	for _, c := range out.Commands {
		if c.Do == queue.Ring || c.Do == queue.Invite {
			p.offers[c.Agent+queue.AgentID(c.Target)] = c.Offer
		}
		fmt.Fprintln(&p.out, "      →", sayCommand(c))
	}
	for _, r := range out.Records {
		fmt.Fprintln(&p.out, "        ·", sayRecord(r))
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\n got %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(g), len(w))
}
