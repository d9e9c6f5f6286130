package sql_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"alo116/queue"
)

// The schema must know every word that the queue may write; this reads them from the queue's source.
func TestSchemaKnowsTheQueuesWords(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	n := uint64(0)
	write := func(r queue.Record) {
		n++
		r.Epoch, r.N, r.At = 1, n, noon
		if err := store.WriteEvents([]queue.Record{r}); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
	for _, kind := range words(t, "Kind") {
		write(queue.Record{Kind: queue.Kind(kind), Call: "c", Line: "116111"})
	}
	for _, reason := range words(t, "EndReason") {
		write(queue.Record{Kind: queue.RecEnded, Call: queue.CallID("ended " + reason), Line: "116111", Reason: reason})
	}
	for _, party := range words(t, "Party") {
		write(queue.Record{Kind: queue.RecEnded, Call: queue.CallID("by " + party), Line: "116111", Reason: "lost", By: queue.Party(party)})
	}
}

// words finds the constants of a type in the queue's source.
func words(t *testing.T, name string) (found []string) {
	t.Helper()
	packages, err := parser.ParseDir(token.NewFileSet(), "../queue", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(packages["queue"], func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == name {
			for _, value := range spec.Values {
				word, err := strconv.Unquote(value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, word)
			}
		}
		return true
	})
	if len(found) < 2 {
		t.Fatalf("found only %v of %s", found, name)
	}
	return found
}
