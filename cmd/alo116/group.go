package main

import (
	"context"
	"fmt"
	"sync"
)

// group runs parts side by side. The first one to stop stops all, and everyone is waited for.
type group struct {
	ctx  context.Context
	stop context.CancelCauseFunc
	wait sync.WaitGroup
}

func newGroup(ctx context.Context) *group {
	g := &group{}
	g.ctx, g.stop = context.WithCancelCause(ctx)
	return g
}

// start runs a part until the group ends. A part that returns sooner, even without an error, ends the group.
func (g *group) start(name string, part func(context.Context) error) {
	g.wait.Go(func() {
		err := part(g.ctx)
		if g.ctx.Err() != nil {
			return // everyone is stopping
		}
		if err == nil {
			err = fmt.Errorf("%s stopped by itself", name)
		}
		g.stop(err)
	})
}

// end waits for all parts and tells what stopped them; nil if it was the one who asked.
func (g *group) end(asked context.Context) error {
	g.wait.Wait()
	if asked.Err() != nil {
		return nil
	}
	return context.Cause(g.ctx)
}
