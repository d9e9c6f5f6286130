package sim

import "math"

// erlangB is the loss of M/G/n/n at an offered load of a Erlang (Erlang 1917).
func erlangB(n int, a float64) float64 {
	b := 1.0
	for i := 1; i <= n; i++ {
		b = a * b / (float64(i) + a*b)
	}
	return b
}

// erlangC is the probability to wait in M/M/n (Erlang 1917).
func erlangC(n int, a float64) float64 {
	b := erlangB(n, a)
	rho := a / float64(n)
	return b / (1 - rho*(1-b))
}

// palm is M/M/n+G: n agents, callers with patience (Palm 1957; Baccelli & Hébuterne 1981; the form
// here is that of Zeltyn & Mandelbaum 2005, section 3). Rates are per second; survive is the probability
// that patience exceeds t.
type palm struct {
	lambda, mu float64
	n          int
	survive    func(t float64) float64
}

// offeredWait is the law of the wait that a caller of infinite patience would have.
type offeredWait struct {
	pWait, pAbandon, meanWait float64
	answeredIn, abandonedIn   func(t float64) float64
}

func (p palm) solve() offeredWait {
	// h steps of the trapezoid rule over the density of the offered wait, weighed by exp(λH(x) - nμx).
	const steps = 400_000
	horizon := p.horizon()
	h := horizon / steps
	weight := make([]float64, steps+1)
	lived := make([]float64, steps+1) // H, the mean of min(patience, x)
	for i := 1; i <= steps; i++ {
		x := float64(i) * h
		lived[i] = lived[i-1] + h*(p.survive(x-h)+4*p.survive(x-h/2)+p.survive(x))/6
	}
	var j, jh float64
	for i := range weight {
		weight[i] = math.Exp(p.lambda*lived[i] - float64(p.n)*p.mu*float64(i)*h)
		w := weight[i] * h
		if i == 0 || i == steps {
			w /= 2
		}
		j += w
		jh += w * lived[i]
	}
	e := 1 / erlangB(p.n-1, p.lambda/p.mu)
	all := e + p.lambda*j
	in := func(t float64) float64 {
		sum := 0.0
		for i := 0; float64(i+1)*h <= t; i++ {
			x := float64(i) * h
			sum += h * (weight[i]*p.survive(x) + weight[i+1]*p.survive(x+h)) / 2
		}
		return (e + p.lambda*sum) / all
	}
	longer := func(t float64) float64 {
		sum := 0.0
		for i := int(t / h); i < steps; i++ {
			sum += h * (weight[i] + weight[i+1]) / 2
		}
		return p.lambda * sum / all
	}
	return offeredWait{
		pWait:       p.lambda * j / all,
		pAbandon:    (1 + (p.lambda-float64(p.n)*p.mu)*j) / all,
		meanWait:    p.lambda * jh / all,
		answeredIn:  in,
		abandonedIn: func(t float64) float64 { return 1 - p.survive(t)*longer(t) - in(t) },
	}
}

// horizon is beyond any offered wait that matters.
func (p palm) horizon() float64 {
	x, lived := 0.0, 0.0
	step := 0.01 / p.mu
	for p.lambda*lived-float64(p.n)*p.mu*x > -45 {
		lived += step * p.survive(x)
		x += step
	}
	return x
}

// room is M/M/n with a waiting room: the distribution of calls present (a birth-death chain).
func room(n, waiting int, a float64) (probability []float64) {
	p := make([]float64, n+waiting+1)
	p[0] = 1
	sum := 1.0
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * a / float64(min(i, n))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}
