package sql_test

import (
	"go/ast"
	"slices"
	"testing"
)

// TestEveryStatementHasItsName keeps the proof of TestMain whole: whatever is sent to Postgres is a
// constant, or a parameter, whose text begins with its name.
func TestEveryStatementHasItsName(t *testing.T) {
	t.Parallel()
	for name, same := range declared() {
		if !same {
			t.Errorf("the statement named %s is a constant of another name", name)
		}
	}
	senders := []string{"Exec", "Query", "QueryRow", "Queue"}
	for _, file := range sources() {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains(senders, method.Sel.Name) || len(call.Args) == 0 {
				return true
			}
			if _, ok := call.Args[0].(*ast.FuncLit); ok {
				return true // what to do with the answer to a statement queued before
			}
			if statement := sent(call); !declared()[statement] && statement != "query" && statement != "update" {
				t.Errorf("%s.%s sends %q, which is no named statement", file.Name, method.Sel.Name, statement)
			}
			return true
		})
	}
}

// sent gives the name of the statement in a call: the first argument, or the second after a context.
func sent(call *ast.CallExpr) string {
	for _, arg := range call.Args[:min(len(call.Args), 2)] {
		if name, ok := arg.(*ast.Ident); ok && name.Name != "ctx" {
			return name.Name
		}
	}
	return ""
}
