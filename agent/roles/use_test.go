package roles

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// bySteps are rows whose action is found out under way, and where that is.
var bySteps = map[row]string{
	{Close, Case}:  "return roles.Close",
	{Reopen, Case}: "return roles.Reopen",
}

// TestEveryRowIsAskedFor looks through the program for each row: a route, a message, or a place where a record is loaded names it. What
// nothing names stands below in the table, each row with why it is there beforehand; and nothing stands there that is named.
func TestEveryRowIsAskedFor(t *testing.T) {
	asked, above, toCome := namedRows(t), map[row]string{}, map[row]string{}
	at := above
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "# To come") {
			at = toCome
		}
		said, why, _ := strings.Cut(line, "#")
		if words := strings.Fields(said); len(words) > 2 && house.rows[row{Action(words[0]), Object(words[1])}] {
			at[row{Action(words[0]), Object(words[1])}] = strings.TrimSpace(why)
		}
	}
	if len(above)+len(toCome) != len(house.rows) || len(above) == 0 || len(toCome) == 0 {
		t.Fatalf("%d rows and %d to come of %d", len(above), len(toCome), len(house.rows))
	}
	for r := range above {
		if !asked[r] {
			t.Errorf("nothing asks whether somebody may %s a %s: build it, say why it is to come, or let the row go", r.do, r.to)
		}
	}
	for r, why := range toCome {
		if asked[r] || why == "" {
			t.Errorf("'%s %s' is to come because of %q; asked for: %v", r.do, r.to, why, asked[r])
		}
	}
}

var (
	pair  = regexp.MustCompile(`roles\.([A-Z]\w+), roles\.([A-Z]\w+)`)
	named = regexp.MustCompile(`(?m)^\t([A-Z]\w+) +(?:Action|Object) += "(\w+)"`)
)

// namedRows are the rows that the program names, each by an action and an object beside each other.
func namedRows(t *testing.T) map[row]bool {
	t.Helper()
	source, found, words := program(t), map[row]bool{}, map[string]string{}
	own, err := os.ReadFile("words.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range named.FindAllStringSubmatch(string(own), -1) {
		words[w[1]] = w[2]
	}
	for _, p := range pair.FindAllStringSubmatch(source, -1) {
		found[row{Action(words[p[1]]), Object(words[p[2]])}] = true
	}
	for r, where := range bySteps {
		found[r] = strings.Contains(source, where)
	}
	if len(words) != len(actions())+len(objects()) {
		t.Fatalf("%d words are read, of %d", len(words), len(actions())+len(objects()))
	}
	return found
}

// program is the text of the rooms that ask the table.
func program(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, room := range []string{"..", "../../web"} {
		files, err := filepath.Glob(filepath.Join(room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", room, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(text)
		}
	}
	return all.String()
}
