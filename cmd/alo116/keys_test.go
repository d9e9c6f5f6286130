package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alo116/sql/sqltest"
)

// The whole life of the keys, as typed, beside a database.
func TestKeysAreChangedAsTyped(t *testing.T) {
	dir := t.TempDir()
	file, ring, database := filepath.Join(dir, "keys.json"), filepath.Join(dir, "keyring"), sqltest.URL(t)
	run := func(want int, says string, words ...string) string {
		t.Helper()
		code, out, errs := typed(t, "", append([]string{"keys"}, words...)...)
		if code != want || !strings.Contains(out+errs, says) {
			t.Errorf("keys %v: exit %d, said %q %q", words, code, out, errs)
		}
		return out
	}
	at := func(words ...string) []string {
		return append(words, "--key-file", file, "--keyring-dir", ring, "--database-url", database, "--spool-dir", dir)
	}
	bare := func(words ...string) []string { return at(words...)[:len(words)+6] }
	run(0, "Keep a copy", "new", file)
	first := run(0, "(in use)", "list", "--key-file", file)
	run(0, "Wrapped anew: 0 keys", bare("rewrap")...)
	run(0, "no old master key", at("retire")...)
	run(0, "then run 'alo116 keys rewrap'", "rotate", "--key-file", file)
	run(1, "in a minute", at("retire")...)
	run(0, "new epoch", "new-epoch", "--key-file", file)
	after := run(0, "(in use)", "list", "--key-file", file)
	if strings.Count(after, ",") != 2 {
		t.Errorf("the versions are %q", after)
	}
	epoch := func(listed string) string { return strings.Fields(listed[strings.Index(listed, "epochs"):])[1] }
	run(0, "recognise nobody", "drop-epoch", epoch(first), "--key-file", file, "--database-url", database)
	run(1, "keys list", "drop-epoch", epoch(first), "--key-file", file, "--database-url", database)
	run(1, "in use", "drop-epoch", epoch(run(0, "", "list", "--key-file", file)), "--key-file", file, "--database-url", database)
	run(0, "Nothing is due", at("turn-epochs")...)
	run(1, "too short", at("turn-epochs", "--days", "0")...)
	run(0, "Copied 0 keys", bare("mirror")...)
	run(0, "Destroyed 0 keys", bare("sweep")...)
	run(1, "too short", bare("sweep", "--days", "0")...)
	run(1, "ALO116_KEYRING_DIR", "rewrap", "--key-file", file, "--database-url", database)
	run(1, "no KMS is set", "wrap", file, filepath.Join(dir, "wrapped.json"))
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestTheTokenOfAKMSIsReadByItsOwnerAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	for mode, want := range map[os.FileMode]string{0o600: "", 0o400: "", 0o640: "chmod 600 " + file, 0o604: "chmod 600 " + file, 0o666: "chmod 600 " + file} {
		if err := os.WriteFile(file, []byte("s.token\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		token, err := kmsSettings{KMSFile: file}.token()
		if want == "" && (err != nil || token != "s.token") || want != "" && (err == nil || token != "" || !strings.Contains(err.Error(), want)) {
			t.Errorf("mode %o: %q, %v", mode, token, err)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (kmsSettings{KMSFile: file}).token(); err == nil || !strings.Contains(err.Error(), "token for the KMS") {
		t.Errorf("no file: %v", err)
	}
}
