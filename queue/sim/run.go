package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"

	"alo116/queue"
)

// Run simulates a file and prints the result.
func Run(in io.Reader, out io.Writer) error {
	file, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	input, err := ParseInput(file)
	if err != nil {
		return err
	}
	report, err := Simulate(input)
	if err != nil {
		return err
	}
	return write(out, report)
}

func write(out io.Writer, result any) error {
	b, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		return err
	}
	// A figure is easier to read on one line.
	b = regexp.MustCompile(`\{\s+("value": \S+)\s+("half_width": \S+)\s+\}`).ReplaceAll(b, []byte("{$1 $2}"))
	_, err = out.Write(append(b, '\n'))
	return err
}

// Simulate plays a file that [ParseInput] has read.
func Simulate(in *Input) (*Report, error) {
	s, err := newStudy(in)
	if err != nil {
		return nil, err
	}
	if err := s.play(); err != nil {
		return nil, err
	}
	return s.report(), nil
}

// study is one simulation of a file.
type study struct {
	in         *Input
	world      *world
	tally      *tally
	unservable [][]queue.Skill
}

func newStudy(in *Input) (*study, error) {
	team, err := in.team()
	if err != nil {
		return nil, err
	}
	s := &study{in: in, unservable: in.uncarried()}
	s.tally = newTally(len(in.CallTypes), len(in.Agents), cellsFor(in.Calls), *in.ServiceLevelS)
	s.tally.skip, s.tally.calls = *in.WarmUpCalls, in.Calls
	s.world = newWorld(in.policy(), monday, team, s.tally)
	s.world.timeless = true
	return s, nil
}

// play lets all calls come that are counted, and goes on until each of them was answered or left. A
// queue that only grows is cut short.
func (s *study) play() error {
	w := s.world
	w.open()
	for i := range s.in.CallTypes {
		c := newCallers(*s.in.Seed, &s.in.CallTypes[i], i)
		w.expect(&feed{next: c.next})
	}
	for !s.tally.over() && w.advance(never) {
	}
	s.addStarved(func(kind int) bool { return s.grows(kind) })
	limit := w.now
	if len(s.unservable) == 0 {
		limit += (w.now - monday) + 5*week
	}
	for s.tally.open > 0 && w.advance(limit) {
	}
	left := w.close()
	s.addStarved(func(kind int) bool { return left[kind] > 0 })
	return w.check()
}

// grows says whether so many callers of a type wait in the end that their number cannot but have grown
// all the time: a reserve, or more urgent callers who give up, may leave less than the agents' time.
func (s *study) grows(kind int) bool {
	const enough, part = 10_000, 0.1
	k := &s.tally.kinds[kind]
	offered := 0.0
	for _, c := range k.cells {
		offered += c.offered
	}
	return s.in.WaitingRoom == nil && offered >= enough && float64(k.waiting.n) > part*offered && s.world.now > monday+5*week
}

// addStarved adds the skills of types that wait for ever, though by their load they need not.
func (s *study) addStarved(is func(kind int) bool) {
	if len(s.unservable) > 0 {
		return
	}
	for i, t := range s.in.CallTypes {
		if t.Patience == nil && is(i) {
			s.unservable = append(s.unservable, skillsOf([]load{{skills: t.Skills}}))
		}
	}
	s.unservable = distinct(s.unservable)
}

func (s *study) report() *Report {
	r := &Report{Seed: *s.in.Seed, CallTypes: map[string]Group{}, Unservable: s.unservable}
	var all []int
	var any could
	for i, t := range s.in.CallTypes {
		room := s.in.WaitingRoom
		can := could{wait: room == nil || *room > 0, abandon: t.Patience != nil, block: room != nil}
		r.CallTypes[t.Name] = s.tally.group([]int{i}, can)
		all = append(all, i)
		any = could{any.wait || can.wait, any.abandon || can.abandon, any.block || can.block}
	}
	r.All = s.tally.group(all, any)
	for i, a := range s.in.Agents {
		g := &s.tally.groups[i]
		r.Agents = append(r.Agents, AgentsUse{a.Name, occupied(g.busy, g.present, float64(s.in.Calls))})
	}
	return r
}
