package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alo116/sql/sqltest"
)

// typed runs a command line as a person would, without any of this machine's settings.
func typed(t *testing.T, input string, args ...string) (code int, out, errs string) {
	t.Helper()
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "ALO116_") {
			t.Setenv(name, "") // restores it afterwards
			os.Unsetenv(name)
		}
	}
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, stdio{in: strings.NewReader(input), out: &stdout, err: &stderr})
	return code, stdout.String(), stderr.String()
}

func TestWhatIsMissingIsSaidInOneSentenceWithWhatToDo(t *testing.T) {
	dir := t.TempDir()
	policy := filepath.Join(dir, "policy.json")
	if err := os.WriteFile(policy, []byte(`{"lines":[{"id":"116111","number":"116-111","name":{"en":"x"},"steps":[{}]}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	absent := filepath.Join(dir, "keys.json")
	nobody := "postgres://nobody@127.0.0.1:1/none"
	ring := filepath.Join(dir, "keyring")
	for _, c := range []struct {
		name, says string
		args       []string
	}{
		{"no policy", "ALO116_POLICY_FILE", []string{"serve", "--listen", "127.0.0.1:0"}},
		{"a policy that is not there", "read the policy", []string{"serve", "--listen", "127.0.0.1:0", "--policy-file", absent}},
		{"a form that is not there", "ALO116_FORM_VERSION one of 1, 2", []string{"serve", "--listen", "127.0.0.1:0", "--form-version", "9"}},
		{"a prefix of cases that is none", "1 to 8 capital letters", []string{"serve", "--listen", "127.0.0.1:0", "--case-prefix", "Rast"}},
		{"a sheet of cases for a form", "ALO116_FORM_VERSION one of 1, 2", []string{"serve", "--listen", "127.0.0.1:0", "--form-version", "case-1"}},
		{"no database", "no database is set", []string{"serve", "--listen", "127.0.0.1:0", "--policy-file", policy}},
		{"no key file", "alo116 keys new", []string{"serve", "--listen", "127.0.0.1:0", "--policy-file", policy, "--database-url", nobody, "--keyring-dir", ring}},
		{"no keyring", "ALO116_KEYRING_DIR", []string{"serve", "--listen", "127.0.0.1:0", "--policy-file", policy, "--database-url", nobody}},
		{"a key file that is not there", "does not exist", []string{"serve", "--listen", "127.0.0.1:0", "--policy-file", policy, "--database-url", nobody, "--keyring-dir", ring, "--key-file", absent}},
		{"no folder for the key file", "make it, or name a file in another", []string{"keys", "new", filepath.Join(dir, "none", "keys.json")}},
		{"a file for a folder", "make it, or name a file in another", []string{"keys", "new", filepath.Join(policy, "keys.json")}},
		{"no retention rules", "deploy/retention.json", []string{"retention"}},
		{"retention rules that are not there", "read the retention rules", []string{"retention", "--retention-file", absent}},
		{"retention rules that are none", "cannot be used", []string{"retention", "--retention-file", policy}},
		{"nobody to forget", "nobody is named", []string{"subject", "forget", "--purpose", "court_order"}},
		{"a number for all to see", "--number -", []string{"subject", "forget", "--purpose", "court_order", "--number", "+355690000012"}},
		{"no number", "no number came", []string{"subject", "forget", "--purpose", "court_order", "--number", "-"}},
		{"no people without a database", "no database is set", []string{"user", "list"}},
		{"nothing to simulate", "nothing to simulate", []string{"simulate"}},
		{"a replay of no days", "two days like", []string{"simulate", "-replay", "yesterday"}},
		{"a replay that ends before it begins", "two days like", []string{"simulate", "--replay=2026-11-22..2026-11-20"}},
		{"a simulation that is not there", "open the simulation", []string{"simulate", absent}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, errs := typed(t, "", c.args...)
			if code != 1 || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
				t.Errorf("exit %d, said %q", code, errs)
			}
		})
	}
}

func TestADatabaseThatIsAwayIsSaid(t *testing.T) {
	keys := filepath.Join(t.TempDir(), "keys.json")
	if code, out, errs := typed(t, "", "keys", "new", keys); code != 0 || !strings.Contains(out, "Keep a copy") {
		t.Fatalf("exit %d: %s", code, errs)
	}
	if code, _, errs := typed(t, "", "keys", "new", keys); code != 1 || !strings.Contains(errs, "exists already") {
		t.Errorf("keys were replaced: exit %d, %q", code, errs)
	}
	code, _, errs := typed(t, "", "migrate", "--database-url", "postgres://nobody:secret@127.0.0.1:1/none")
	if code != 1 || !strings.Contains(errs, "start PostgreSQL") || strings.Contains(errs, "secret") {
		t.Errorf("exit %d, said %q", code, errs)
	}
}

// The owner migrates, and the service works with what it was given.
func TestTheServiceNeedNotOwnItsTables(t *testing.T) {
	owner := sqltest.EmptyURL(t)
	service, keys := sqltest.ServiceURL(t, owner), filepath.Join(t.TempDir(), "keys.json")
	do := func(want int, says string, words ...string) {
		t.Helper()
		if code, out, errs := typed(t, "", words...); code != want || !strings.Contains(out+errs, says) {
			t.Errorf("%v: exit %d, said %q %q", words, code, out, errs)
		}
	}
	do(0, "", "keys", "new", keys)
	do(1, "ALO116_OWNER_URL: the database does not answer", "migrate", "--database-url", service, "--owner-url", "postgres://nobody@127.0.0.1:1/none")
	do(0, "Warning: the service's role owns its tables", "migrate", "--database-url", owner)
	do(1, "run 'alo116 migrate'", "user", "list", "--database-url", service, "--key-file", keys)
	do(0, "The database is up to date.\n", "migrate", "--database-url", service, "--owner-url", owner)
	do(0, "written anew", "rewrite", "--database-url", service, "--owner-url", owner)
	do(1, "ALO116_OWNER_URL", "rewrite", "--database-url", service)
	do(0, "", "user", "list", "--database-url", service, "--key-file", keys)
	do(0, "SELECT, INSERT, UPDATE (salt, words)", "processing", "--database-url", service, "--key-file", keys)
}

func TestHelpIsThereForEveryCommand(t *testing.T) {
	for _, command := range [][]string{nil, {"serve"}, {"migrate"}, {"rewrite"}, {"user"}, {"user", "add"}, {"keys", "new"}, {"keys", "list"}, {"keys", "rotate"}, {"keys", "rewrap"},
		{"keys", "retire"}, {"keys", "new-epoch"}, {"keys", "drop-epoch"}, {"keys", "turn-epochs"}, {"keys", "wrap"}, {"keys", "mirror"}, {"keys", "sweep"}, {"retention"}, {"subject", "export"}, {"subject", "forget"}, {"processing"}, {"audit", "verify"}, {"audit", "anchor"}, {"doctor"}, {"simulate"}, {"version"}} {
		code, out, _ := typed(t, "", append(command, "--help")...)
		if code != 0 || !strings.Contains(out, "Usage: alo116") {
			t.Errorf("alo116 %v --help: exit %d, %q", command, code, out)
		}
	}
}

func TestAWrongWordIsAnsweredWithWhereToLook(t *testing.T) {
	for _, c := range []struct{ word, says string }{
		{"sevre", `did you mean "serve"? Type 'alo116 --help'`}, {"moonlight", "unexpected argument moonlight. Type 'alo116 --help'"},
	} {
		if code, _, errs := typed(t, "", c.word); code != 2 || !strings.Contains(errs, c.says) {
			t.Errorf("exit %d, said %q", code, errs)
		}
	}
}
