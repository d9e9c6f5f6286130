package sim

import "math"

// move is one transition of a Markov chain.
type move[S comparable] struct {
	to   S
	rate float64
}

// stationary solves a continuous-time Markov chain exactly: all states reachable from one, and the
// balance equations by Gauss-Seidel sweeps in both directions.
func stationary[S comparable](from S, moves func(S) []move[S]) map[S]float64 {
	index := map[S]int{from: 0}
	states := []S{from}
	type arc struct {
		from int
		rate float64
	}
	var in [][]arc
	var out []float64
	for i := 0; i < len(states); i++ {
		total := 0.0
		for _, m := range moves(states[i]) {
			j, seen := index[m.to]
			if !seen {
				j = len(states)
				index[m.to] = j
				states = append(states, m.to)
			}
			for len(in) <= max(i, j) {
				in = append(in, nil)
			}
			if j != i {
				in[j] = append(in[j], arc{i, m.rate})
				total += m.rate
			}
		}
		out = append(out, total)
	}
	p := make([]float64, len(states))
	for i := range p {
		p[i] = 1 / float64(len(p))
	}
	relax := func(i int) float64 {
		sum := 0.0
		for _, a := range in[i] {
			sum += p[a.from] * a.rate
		}
		sum /= out[i]
		d := math.Abs(sum - p[i])
		p[i] = sum
		return d
	}
	for range 20_000 {
		worst := 0.0
		for i := range p {
			worst = max(worst, relax(i))
		}
		for i := len(p) - 1; i >= 0; i-- {
			worst = max(worst, relax(i))
		}
		sum := 0.0
		for _, v := range p {
			sum += v
		}
		for i := range p {
			p[i] /= sum
		}
		if worst < 1e-15 {
			break
		}
	}
	result := map[S]float64{}
	for i, s := range states {
		result[s] = p[i]
	}
	return result
}
