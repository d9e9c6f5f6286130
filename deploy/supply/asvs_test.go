package supply

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// requirement is one of the OWASP Application Security Verification Standard 5.0, and what became of it here. By names what
// meets it as "PLACE: NAME": a Go package and something declared there, tests included; or another file and words in it, for
// a browser test its title. What is met names a test, or says as Untested why none can hold it.
type requirement struct {
	ID, Chapter, Summary, Status, Why, Untested string
	Level                                       int
	By                                          []string
}

// TestASVS checks the ledger, deploy/asvs.json: it is whole, and names nothing that is not there.
func TestASVS(t *testing.T) {
	var ledger []requirement
	if err := json.Unmarshal(read(t, "deploy/asvs.json"), &ledger); err != nil {
		t.Fatal(err)
	}
	var missing []string
	level, status, last := map[int]int{}, map[string]int{}, map[string]string{}
	for _, r := range ledger {
		level[r.Level]++
		status[r.Status]++
		if last[r.ID] != "" || !regexp.MustCompile(`^V\d+\.\d+\.\d+$`).MatchString(r.ID) || r.Chapter == "" || r.Summary == "" {
			t.Errorf("%s is there twice, or not whole", r.ID)
		}
		last[r.ID] = r.Status
		if r.Status == "not_yet" {
			missing = append(missing, r.ID)
		}
		r.check(t)
	}
	if level[1] != 70 || level[2] != 183 || len(level) != 2 { // as the standard has them, version 5.0.0
		t.Errorf("requirements by level: %v; the standard has 70 of level 1 and 183 of level 2", level)
	}
	if !slices.Equal(missing, notYet) {
		t.Errorf("not yet met are\n%v, and expected were\n%v: what is met leaves the list, and nothing joins it unnoticed", missing, notYet)
	}
	t.Logf("OWASP ASVS 5.0, levels 1 and 2: %v", status)
}

// notYet is what is still to be met, and may be of level 2 only: nothing is. Nothing joins it unnoticed.
var notYet []string

func (r requirement) check(t *testing.T) {
	t.Helper()
	switch r.Status {
	case "met":
		if len(r.By) == 0 {
			t.Errorf("%s is met by nothing that has a name", r.ID)
		}
		if tested := slices.ContainsFunc(r.By, isTest); tested == (r.Untested != "") {
			t.Errorf("%s names %v, and why no test can hold it is %q: it is either the one or the other", r.ID, r.By, r.Untested)
		}
	case "not_applicable":
		if r.Why == "" {
			t.Errorf("%s does not apply, and nobody says why", r.ID)
		}
	case "not_yet":
		if r.Level == 1 {
			t.Errorf("%s is of level 1, and not met", r.ID)
		}
		if r.Why == "" {
			t.Errorf("%s is not met yet, and nobody says what is missing", r.ID)
		}
	default:
		t.Errorf("%s is %q", r.ID, r.Status)
	}
	for _, by := range r.By {
		if place, name, ok := strings.Cut(by, ": "); !ok || !exists(t, place, name) {
			t.Errorf("%s names %q, which is not there", r.ID, by)
		}
	}
}

// isTest tells whether what meets a requirement is something that fails when it does not.
func isTest(by string) bool {
	place, name, _ := strings.Cut(by, ": ")
	return regexp.MustCompile(`^(Test|Fuzz)`).MatchString(name) || browserTest(place)
}

func browserTest(place string) bool {
	return strings.HasSuffix(place, ".test.mjs") || strings.HasSuffix(place, ".test.ts")
}

func exists(t *testing.T, place, name string) bool {
	t.Helper()
	info, err := os.Stat(root + place)
	if err != nil {
		return false
	}
	if info.IsDir() {
		return declared(t, place)[name]
	}
	text := string(read(t, place))
	if browserTest(place) {
		return regexp.MustCompile(`(test|it)(\.each\([^\n]*\))?\(\s*['"` + "`" + `]` + regexp.QuoteMeta(name) + `['"` + "`" + `]`).MatchString(text)
	}
	return strings.Contains(text, name)
}

var known = map[string]map[string]bool{}

// declared gives the names of all functions, methods, types, constants and variables of a package and its tests.
func declared(t *testing.T, dir string) map[string]bool {
	t.Helper()
	if known[dir] != nil {
		return known[dir]
	}
	names := map[string]bool{}
	known[dir] = names
	files, err := filepath.Glob(root + dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			declare(names, d)
		}
	}
	return names
}

func declare(names map[string]bool, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		names[d.Name.Name] = true
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
}
