package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"alo116/queue"
)

// alis is calls of several types and agents of several skills: first come first served, assign the
// longest idle server. Its law is a product over the order of the agents (Adan & Weiss 2014, "A skill
// based parallel service system under FCFS-ALIS"; Visschers, Adan & Weiss 2012).
type alis struct {
	lambda []float64 // by type
	mu     []float64 // by agent
	serves [][]bool  // agent, type
}

// law is what a caller of each type and each agent may expect.
type law struct{ queue, pWait, busy []float64 }

// only is the rate of the types that nobody but these agents serves.
func (x alis) only(agents []int) (rate float64, of []bool) {
	of = make([]bool, len(x.lambda))
	for c := range of {
		of[c] = true
		for j := range x.mu {
			if x.serves[j][c] && !slices.Contains(agents, j) {
				of[c] = false
			}
		}
		if of[c] {
			rate += x.lambda[c]
		}
	}
	return rate, of
}

// some is the rate of the types that any of these agents serves.
func (x alis) some(agents []int) (rate float64, of []bool) {
	of = make([]bool, len(x.lambda))
	for c := range of {
		of[c] = slices.ContainsFunc(agents, func(j int) bool { return x.serves[j][c] })
		if of[c] {
			rate += x.lambda[c]
		}
	}
	return rate, of
}

func (x alis) speed(agents []int) float64 {
	sum := 0.0
	for _, j := range agents {
		sum += x.mu[j]
	}
	return sum
}

// solve sums over all orders of the agents and all numbers of busy ones among them: the busy by how
// long the call in their hands has been here, the idle behind them. Between two busy agents wait calls
// that only those before can serve, geometrically many.
func (x alis) solve() law {
	l := law{make([]float64, len(x.lambda)), make([]float64, len(x.lambda)), make([]float64, len(x.mu))}
	sum := 0.0
	permute(len(x.mu), func(order []int) {
		for busy := range len(order) + 1 {
			weight := 1.0
			queue := make([]float64, len(x.lambda))
			for j := 1; j <= busy; j++ {
				rate, of := x.only(order[:j])
				speed := x.speed(order[:j])
				weight /= speed - rate
				for c := range queue {
					if of[c] {
						queue[c] += x.lambda[c] / (speed - rate)
					}
				}
			}
			for j := busy; j < len(order); j++ {
				rate, _ := x.some(order[j:])
				weight /= rate
			}
			sum += weight
			_, free := x.some(order[busy:])
			for c := range queue {
				l.queue[c] += weight * queue[c]
				if !free[c] {
					l.pWait[c] += weight
				}
			}
			for _, j := range order[:busy] {
				l.busy[j] += weight
			}
		}
	})
	for _, of := range [][]float64{l.queue, l.pWait, l.busy} {
		for i := range of {
			of[i] /= sum
		}
	}
	return l
}

// permute visits all orders of 0 to n-1.
func permute(n int, visit func([]int)) {
	var next func(order, rest []int)
	next = func(order, rest []int) {
		if len(rest) == 0 {
			visit(order)
		}
		for i, j := range rest {
			next(append(slices.Clone(order), j), slices.Delete(slices.Clone(rest), i, i+1))
		}
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	next(nil, all)
}

// load is the largest part of the time of any agents that only they can give.
func (x alis) load() float64 {
	most := 0.0
	for set := 1; set < 1<<len(x.mu); set++ {
		var agents []int
		for j := range x.mu {
			if set>>j&1 == 1 {
				agents = append(agents, j)
			}
		}
		rate, _ := x.only(agents)
		most = max(most, rate/x.speed(agents))
	}
	return most
}

// drawALIS draws a system with every type served by somebody and every agent serving something.
func drawALIS(r *rand.Rand, load float64) alis {
	x := alis{lambda: make([]float64, 2+r.IntN(3)), mu: make([]float64, 2+r.IntN(3))}
	for c := range x.lambda {
		x.lambda[c] = between(r, 0.3, 1)
	}
	for j := range x.mu {
		x.mu[j] = between(r, 0.5, 2)
		x.serves = append(x.serves, make([]bool, len(x.lambda)))
		for c := range x.lambda {
			x.serves[j][c] = r.IntN(2) == 0
		}
		x.serves[j][r.IntN(len(x.lambda))] = true
	}
	for c := range x.lambda {
		x.serves[r.IntN(len(x.mu))][c] = true
	}
	scale := load / x.load()
	for c := range x.lambda {
		x.lambda[c] *= scale
	}
	return x
}

// input is the same as a file; a unit of time is so many seconds.
func (x alis) input(seed uint64, unit float64) *Input {
	var types []CallType
	var agents []Agents
	for c, l := range x.lambda {
		types = append(types, CallType{Name: fmt.Sprint(c), Skills: []queue.Skill{queue.Skill(fmt.Sprint(c))},
			PerHour: Rate{l * 3600 / unit}, Talk: exponential(unit)})
	}
	for j, mu := range x.mu {
		a := people(fmt.Sprint(j), 1)
		a.Speed = &mu
		for c, can := range x.serves[j] {
			if can {
				a.Skills = append(a.Skills, queue.Skill(fmt.Sprint(c)))
			}
		}
		agents = append(agents, a)
	}
	return file(seed, calls(), types, agents...)
}

func TestSkillsRouting(t *testing.T) {
	for set := range sets(10) {
		t.Run(fmt.Sprint(set), func(t *testing.T) {
			t.Parallel()
			r := drawn("skills", set)
			x := drawALIS(r, between(r, 0.4, 0.9))
			want := x.solve()
			against(t, x.input(r.Uint64(), 300), func(got *Report, agree agreement) {
				for c, l := range x.lambda {
					g := got.CallTypes[fmt.Sprint(c)]
					agree(fmt.Sprint(c, " p_wait"), g.PWait, want.pWait[c])
					agree(fmt.Sprint(c, " mean_wait_s"), g.MeanWaitS, want.queue[c]/l*300)
					agree(fmt.Sprint(c, " mean_queue"), g.MeanQueue, want.queue[c])
				}
				for j := range x.mu {
					agree(fmt.Sprint("agent ", j), got.Agents[j].Occupancy, want.busy[j])
				}
			})
		})
	}
}

// standing is such a system, call by call: the types that wait and the agents who are idle, in order.
type standing struct{ waiting, idle string }

// The product form itself is checked against the Markov chain that it is said to solve.
func TestProductForm(t *testing.T) {
	const long = 11
	for set := range 4 {
		r := drawn("product form", set)
		x := drawALIS(r, 0.25)
		for len(x.lambda) > 2 || len(x.mu) > 3 {
			x = drawALIS(r, 0.25)
		}
		everybody := ""
		for j := range x.mu {
			everybody += fmt.Sprint(j)
		}
		chain := stationary(standing{"", everybody}, func(s standing) []move[standing] { return x.moves(s, everybody, long) })
		want := x.solve()
		for c := range x.lambda {
			name := fmt.Sprint(c)
			queue := 0.0
			for s, p := range chain {
				queue += p * float64(strings.Count(s.waiting, name))
			}
			if math.Abs(queue-want.queue[c]) > 1e-5 {
				t.Errorf("set %d: type %d waits %v in the chain, %v in the product form", set, c, queue, want.queue[c])
			}
		}
		for j := range x.mu {
			busy := 1.0
			for s, p := range chain {
				if strings.Contains(s.idle, fmt.Sprint(j)) {
					busy -= p
				}
			}
			if math.Abs(busy-want.busy[j]) > 1e-5 {
				t.Errorf("set %d: agent %d is busy %v in the chain, %v in the product form", set, j, busy, want.busy[j])
			}
		}
	}
}

func (x alis) moves(s standing, everybody string, long int) []move[standing] {
	var all []move[standing]
	for c, rate := range x.lambda {
		to := s
		if i := strings.IndexFunc(s.idle, func(j rune) bool { return x.serves[j-'0'][c] }); i >= 0 {
			to.idle = s.idle[:i] + s.idle[i+1:]
		} else if len(s.waiting) < long {
			to.waiting += fmt.Sprint(c)
		} else {
			continue
		}
		all = append(all, move[standing]{to, rate})
	}
	for _, j := range everybody {
		if strings.ContainsRune(s.idle, j) {
			continue
		}
		to := s
		if i := strings.IndexFunc(s.waiting, func(c rune) bool { return x.serves[j-'0'][c-'0'] }); i >= 0 {
			to.waiting = s.waiting[:i] + s.waiting[i+1:]
		} else {
			to.idle += string(j)
		}
		all = append(all, move[standing]{to, x.mu[j-'0']})
	}
	return all
}
