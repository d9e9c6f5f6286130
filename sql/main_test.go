package sql_test

import (
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// TestMain fails if a goroutine is left behind, or if a statement of this package was never run on the
// real Postgres although all tests were.
func TestMain(m *testing.M) {
	if beChild() {
		return
	}
	code := m.Run()
	sql.CloseAdmins()
	if err := goleak.Find(); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, "goroutines are left behind:", err)
		code = 1
	}
	if code == 0 && everythingRan() {
		if missed := ran.missed(); len(missed) > 0 {
			fmt.Fprintln(os.Stderr, "statements that no test ran:", strings.Join(missed, ", "))
			code = 1
		}
	}
	os.Exit(code)
}

// everythingRan tells whether no test was left out by a flag.
func everythingRan() bool {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if f := flag.Lookup(name); f != nil && f.Value.String() != "" {
			return false
		}
	}
	return true
}

// statements collects the names of the statements that ran.
type statements struct {
	mu    sync.Mutex
	names map[string]bool
}

var ran = &statements{names: make(map[string]bool)}

var statementName = regexp.MustCompile(`^-- name: (\w+)\n`)

func (s *statements) saw(text string, err error) {
	if match := statementName.FindStringSubmatch(text); match != nil && err == nil {
		s.mu.Lock()
		s.names[match[1]] = true
		s.mu.Unlock()
	}
}

func (s *statements) missed() (names []string) {
	for name := range declared() {
		if !s.names[name] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

type traceKey struct{}

// TraceQueryStart implements pgx.QueryTracer.
func (s *statements) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	sql.Step(ctx)
	return context.WithValue(ctx, traceKey{}, data.SQL)
}

// TraceQueryEnd implements pgx.QueryTracer: only what Postgres carried out counts as run.
func (s *statements) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryEndData) {
	if text, ok := ctx.Value(traceKey{}).(string); ok {
		s.saw(text, data.Err)
	}
}

// TraceBatchStart implements pgx.BatchTracer.
func (s *statements) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery implements pgx.BatchTracer.
func (s *statements) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	s.saw(data.SQL, data.Err)
}

// TraceBatchEnd implements pgx.BatchTracer.
func (s *statements) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// declared finds the package's statements in its source: constants that begin with their name.
func declared() map[string]bool {
	names := make(map[string]bool)
	for _, file := range sources() {
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok {
				if name := nameInside(spec); name != "" {
					names[name] = spec.Names[0].Name == name
				}
			}
			return true
		})
	}
	return names
}

// nameInside gives the name that a constant's text begins with.
func nameInside(spec *ast.ValueSpec) (name string) {
	for _, value := range spec.Values {
		ast.Inspect(value, func(n ast.Node) bool {
			if text, ok := n.(*ast.BasicLit); ok && name == "" {
				if match := statementName.FindStringSubmatch(strings.Trim(text.Value, "`")); match != nil {
					name = match[1]
				}
			}
			return true
		})
	}
	return name
}

func sources() (files []*ast.File) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		panic(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			panic(err)
		}
		files = append(files, file)
	}
	return files
}

var quiet = zerolog.Nop()

// open opens a database whose statements are watched.
func open(t testing.TB, url string, keys *sql.Keys) *sql.Store {
	t.Helper()
	store, err := sql.OpenTraced(context.Background(), url, keys, quiet, ran)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.CloseAll)
	return store
}

// fresh opens a database of the test's own.
func fresh(t testing.TB) *sql.Store {
	t.Helper()
	return open(t, sqltest.URL(t), sqltest.Keys(t))
}
