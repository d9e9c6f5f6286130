package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestGroup_firstToStopStopsAll(t *testing.T) {
	broken := errors.New("broken")
	g := newGroup(t.Context())
	g.start("waiter", func(ctx context.Context) error { <-ctx.Done(); return nil })
	g.start("breaker", func(context.Context) error { return broken })
	if err := g.end(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
}

func TestGroup_aPartThatJustEndsIsAFault(t *testing.T) {
	g := newGroup(t.Context())
	g.start("the screens", func(context.Context) error { return nil })
	if err := g.end(t.Context()); err == nil || !strings.Contains(err.Error(), "the screens") {
		t.Fatalf("got %v", err)
	}
}

func TestGroup_whoAskedForTheEndGetsNoError(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	g := newGroup(ctx)
	g.start("waiter", func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
	stop()
	if err := g.end(ctx); err != nil {
		t.Fatalf("got %v", err)
	}
}
