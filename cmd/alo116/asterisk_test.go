package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Nobody chooses what Asterisk and the service prove to each other: it is made at each start and each night, and never stays.
func TestThePasswordOfAsteriskIsMadeAnew(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "door")
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(text))
	}
	renew := func(words ...string) (string, string) {
		t.Helper()
		words = append([]string{"asterisk", "renew", dir, "--asterisk-user", "", "--service-user", ""}, words...)
		if code, _, errs := typed(t, "", words...); code != 0 {
			t.Fatalf("exit %d: %s", code, errs)
		}
		return read("ari-password"), read("http.crt")
	}
	defer syscall.Umask(syscall.Umask(0o077)) // as the service's unit has it
	first, cert := renew()
	second, same := renew()
	third, other := renew("--certificate")
	if len(first) != 52 || first == second || second == third || same != cert || other == cert {
		t.Errorf("passwords %q %q %q, the certificate stayed %v and changed %v", first, second, third, same == cert, other != cert)
	}
	if conf := read("ari-password.conf"); conf != "password = "+third {
		t.Errorf("Asterisk's file says %q", conf)
	}
	for name, mode := range map[string]os.FileMode{".": 0o755, "ari-password": 0o600, "ari-password.conf": 0o600, "http.key": 0o600, "http.crt": 0o644} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if code, _, errs := typed(t, "", "asterisk", "renew", dir, "--asterisk-user", "no-such-user"); code != 1 || !strings.Contains(errs, "--asterisk-user") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
