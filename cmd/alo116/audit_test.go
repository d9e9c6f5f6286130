package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alo116/sql/sqltest"
)

func TestAuditIsVerifiedFromTheCommandLine(t *testing.T) {
	dir, url := t.TempDir(), sqltest.URL(t)
	keys := filepath.Join(dir, "keys.json")
	if err := sqltest.Keys(t).Save(keys); err != nil {
		t.Fatal(err)
	}
	ours := func(input string, args ...string) (int, string, string) {
		return typed(t, input, append(args, "--database-url", url, "--key-file", keys)...)
	}
	if code, out, errs := ours("", "audit", "verify"); code != 0 || !strings.Contains(out, "is empty") {
		t.Errorf("exit %d, said %q %q", code, out, errs)
	}
	for _, login := range []string{"mira", "agron", "besa"} {
		if code, _, errs := ours("kalorësi i kuq 7\n", "user", "add", login, "--name", "Somebody", "--role", "psychologist"); code != 0 {
			t.Fatal(errs)
		}
	}
	code, line, errs := ours("", "audit", "anchor")
	if code != 0 || strings.Count(line, "\n") != 1 || !strings.HasPrefix(line, "alo116-audit-anchor 3 ") {
		t.Fatalf("exit %d, said %q %q", code, line, errs)
	}
	mail := filepath.Join(dir, "mail")
	if err := os.WriteFile(mail, []byte("Good evening,\n"+line+"Yours"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := ours("", "audit", "verify", "--anchor", mail); code != 0 ||
		!strings.Contains(out, "whole") || !strings.Contains(out, "entries  3") || !strings.Contains(out, strings.Fields(line)[2]) || !strings.Contains(out, "3 agree") {
		t.Errorf("exit %d, said %q %q", code, out, errs)
	}

	sqltest.Exec(t, url, `UPDATE audit SET actor = 'somebody else' WHERE n = 2`)
	if code, out, errs := ours("", "audit", "verify"); code != 1 || !strings.Contains(out, "entry 2 not as written") || !strings.Contains(errs, "data protection") {
		t.Errorf("exit %d, said %q %q", code, out, errs)
	}
	sqltest.Exec(t, url, `UPDATE audit SET actor = '' WHERE n = 2`)
	if code, _, errs := ours("", "audit", "verify"); code != 0 {
		t.Errorf("exit %d, said %q", code, errs)
	}

	sqltest.Exec(t, url, `DELETE FROM audit WHERE n = 3`)
	if code, out, _ := ours("", "audit", "verify"); code != 1 || !strings.Contains(out, "entry 3 cut off the end") {
		t.Errorf("exit %d, said %q", code, out)
	}
	if _, out, _ := ours("", "doctor"); !strings.Contains(out, "audit verify") {
		t.Errorf("doctor says %q", out)
	}
	for _, file := range []string{"audit.anchor", "audit.anchor.log"} {
		if err := os.Remove(filepath.Join(dir, file)); err != nil {
			t.Fatal(err)
		}
	}
	if code, out, _ := ours("", "audit", "verify"); code != 1 || !strings.Contains(out, "no anchor was found") {
		t.Errorf("exit %d, said %q", code, out)
	}
	if code, out, _ := ours("", "audit", "verify", "--anchor", mail); code != 1 || !strings.Contains(out, "entry 3 cut off the end") {
		t.Errorf("exit %d, said %q", code, out)
	}
	if code, out, _ := ours("", "audit", "verify", "--anchor", keys); code != 1 || !strings.Contains(out, "0 anchors of this key file") {
		t.Errorf("exit %d, said %q", code, out)
	}
	if code, _, errs := ours("", "audit", "verify", "--anchor", filepath.Join(dir, "none")); code != 1 || !strings.Contains(errs, "read the anchors") {
		t.Errorf("exit %d, said %q", code, errs)
	}
}
