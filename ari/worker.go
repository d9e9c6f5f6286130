package ari

import (
	"context"
	"sync"
	"time"
)

// task is one command on its way to Asterisk.
type task struct {
	run func(context.Context)
	// stale is done instead if the connection in which the task was given, its round, is not the
	// present one. Without it the task is run all the same.
	stale func()
	round uint64
}

// hands are the two workers of a call. A phone rings while its caller is still being answered and given music: nobody waits
// for the other but who joins them.
type hands struct{ caller, legs *worker }

// worker does tasks of one call, in order. It lives as long as the call.
type worker struct {
	mu      sync.Mutex
	tasks   []task
	closing bool
	wake    chan struct{}
	life    context.Context // ends with the call: nothing is insisted on any more
	end     context.CancelFunc
}

func newWorker(ctx context.Context) *worker {
	w := &worker{wake: make(chan struct{}, 1)}
	w.life, w.end = context.WithCancel(ctx)
	return w
}

// give adds a task. It never waits.
func (w *worker) give(t task) {
	w.mu.Lock()
	if !w.closing {
		w.tasks = append(w.tasks, t)
	}
	w.mu.Unlock()
	w.poke()
}

// finish drops what was not begun, has the last task done, and ends the worker.
func (w *worker) finish(last task) {
	w.mu.Lock()
	if !w.closing {
		w.closing, w.tasks = true, []task{last}
	}
	w.mu.Unlock()
	w.end()
	w.poke()
}

func (w *worker) poke() {
	select {
	case w.wake <- struct{}{}:
	default: // it is awake
	}
}

// next gives the next task, or that there will be none.
func (w *worker) next() (t task, ok, last bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.tasks) == 0 {
		return task{}, false, w.closing
	}
	t, w.tasks = w.tasks[0], w.tasks[1:]
	return t, true, false
}

// work does tasks until the call is over or ctx ends.
func (w *worker) work(ctx context.Context, do func(context.Context, task)) {
	defer w.end()
	for {
		t, ok, last := w.next()
		switch {
		case ok:
			do(ctx, t)
		case last:
			return
		default:
			select {
			case <-w.wake:
			case <-ctx.Done():
				return
			}
		}
	}
}

// insist repeats what must succeed, a little later each time, until it does, the thing is gone, or the
// call is over. A reconnection repeats it once more, so it may give up.
func (w *worker) insist(ctx context.Context, pause time.Duration, f func(context.Context) error) error {
	for tries := 1; ; tries++ {
		err := f(ctx)
		if err == nil || refused(err) || tries == 5 {
			return err
		}
		select {
		case <-time.After(pause):
			pause *= 2
		case <-w.life.Done():
			return err
		case <-ctx.Done():
			return err
		}
	}
}

// refused tells whether asking again would be in vain.
func refused(err error) bool {
	s := status(err)
	return s >= 400 && s < 500
}
