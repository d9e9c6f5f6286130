package sim

// gauge is a number that changes over time, and its integral.
type gauge struct {
	n     int
	since moment
	area  float64
}

func (g *gauge) add(d int, now moment) {
	g.area += float64(g.n) * (now - g.since).seconds()
	g.n += d
	g.since = now
}

// read gives the integral since it was last read.
func (g *gauge) read(now moment) float64 {
	g.add(0, now)
	a := g.area
	g.area = 0
	return a
}
