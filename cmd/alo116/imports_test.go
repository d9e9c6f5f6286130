package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of ours each room may import; a name with /... is all that is beneath it too. Rooms do not
// know each other beyond this: facts and commands go through the loop. Tests are held to it as well.
var allowed = map[string][]string{
	"queue":             nil,
	"queue/sim":         {"queue"},
	"ari":               {"queue", "ari/..."},
	"agent":             {"queue", "agent/form", "agent/roles", "agent/shapetest"},
	"agent/form":        {"queue"},
	"agent/roles":       {"queue"},
	"agent/shapetest":   nil,
	"sql":               {"queue", "agent/form", "sql/..."},
	"web":               {"queue", "agent/...", "sql/...", "web/..."},
	"web/scan/scantest": {"web/scan"},
	"deploy":            {"queue"}, // its policy file is read by those who will
	"cmd/alo116":        {"queue/...", "ari/...", "agent/...", "sql/...", "web/..."},
}

// kept says which rooms alone may import what is not ours.
var kept = map[string][]string{
	"github.com/CyCoreSystems/ari":        {"ari"},
	"github.com/gorilla/websocket":        {"ari", "agent"},
	"github.com/jackc/pgx":                {"sql"},
	"github.com/prometheus/client_golang": {"ari", "agent", "sql", "web", "cmd/alo116"},
	"net":                                 {"ari", "agent", "sql", "web", "deploy", "cmd/alo116"},
	"os/exec":                             {"deploy", "web/scan/scantest"}, // no command is made of what somebody sent; the tests' clamd is started
	"unsafe":                              nil,
	"net/http/pprof":                      nil, // nobody debugs what runs
	"expvar":                              nil,
	"text/template":                       nil,
	"html/template":                       nil,
	"os":                                  {"ari", "agent", "sql", "web", "deploy", "cmd/alo116"},
}

// keptFromTests is what the tests of every room may use all the same: they read files, and time out.
var keptFromTests = []string{"os", "os/exec", "net"}

const module = "alo116/"

type listed struct {
	ImportPath   string
	Doc          string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		room := roomOf(name)
		if room == "" {
			t.Errorf("%s is in no room", name)
			continue
		}
		tests := slices.Concat(p.TestImports, p.XTestImports)
		for _, i := range slices.Concat(p.Imports, tests) {
			if ours, is := strings.CutPrefix(i, module); is && ours != name && !may(room, ours) {
				t.Errorf("%s imports %s, which %s may not", name, ours, room)
			}
			for what, rooms := range kept {
				if slices.Contains(keptFromTests, what) && !slices.Contains(p.Imports, i) {
					continue
				}
				if within(i, what) && !slices.ContainsFunc(rooms, func(r string) bool { return within(room, r) }) {
					t.Errorf("%s imports %s, which is kept to %s", name, i, strings.Join(rooms, ", "))
				}
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

// TestTheRulesBite checks the rules themselves.
func TestTheRulesBite(t *testing.T) {
	for _, c := range []struct {
		room, imports string
		want          bool
	}{
		{"queue", "queue/sim", false}, {"queue/sim", "queue", true}, {"ari", "agent", false}, {"agent", "sql", false},
		{"sql", "agent", false}, {"sql", "agent/form", true}, {"sql", "sql/sqltest", true}, {"sql", "agent/roles", false}, {"web", "ari", false}, {"web", "agent/form", true},
	} {
		if got := may(c.room, c.imports); got != c.want {
			t.Errorf("%s may import %s: %v", c.room, c.imports, got)
		}
	}
	for name, want := range map[string]string{"ari/aritest": "ari", "agent/form": "agent/form", "web/ui": "web", "queue/sim": "queue/sim", "util": "", "queueing": ""} {
		if got := roomOf(name); got != want {
			t.Errorf("%s is in room %q, want %q", name, got, want)
		}
	}
}

// roomOf is the longest name in the table that a package is in.
func roomOf(name string) (room string) {
	for r := range allowed {
		if within(name, r) && len(r) > len(room) {
			room = r
		}
	}
	return room
}

func may(room, imports string) bool {
	return slices.ContainsFunc(allowed[room], func(a string) bool {
		under, all := strings.CutSuffix(a, "/...")
		return imports == a || all && within(imports, under)
	})
}

func within(name, room string) bool { return name == room || strings.HasPrefix(name, room+"/") }

func packages(t *testing.T) (all []listed) {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Doc,Imports,TestImports,XTestImports", "./...")
	list.Dir = "../.."
	var said bytes.Buffer
	list.Stderr = &said
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, said.String())
	}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}
