package queue

// transfer is where a call was transferred to, and until when that alone counts.
type transfer struct {
	ask   *ask
	until moment
}

// lapse ends a transfer that took too long, or that nobody signed in could ever take.
func (c *Core) lapse(*call) {}
