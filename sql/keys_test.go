package sql_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/sqltest"
)

func TestKeyFileKeepsTheKeys(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys.json")
	keys := sqltest.Keys(t)
	if err := keys.Save(file); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	loaded, err := sql.LoadKeys(sql.KeySource{File: file, Region: "AL"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := loaded.Identify("+355690000001", false), keys.Identify("+355690000001", false); got != want || got.Key == "" {
		t.Errorf("got %v, want %v", got, want)
	}
	if other := sqltest.Keys(t).Identify("+355690000001", false); other.Key == loaded.Identify("+355690000001", false).Key {
		t.Error("another key gives the same hash")
	}
}

func TestKeyFileIsNeverReplaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys.json")
	if err := os.WriteFile(file, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sqltest.Keys(t).Save(file); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
		t.Errorf("it is now %q, %v", text, err)
	}
}

func TestBadKeyFilesAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	if err := sqltest.Keys(t).Save(good); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content string
		mode    fs.FileMode
		says    string
	}{
		"readable by the group": {string(text), 0o640, "chmod 600 "},
		"readable by all":       {string(text), 0o604, "chmod 600 "},
		"not JSON":              {"secret", 0o600, "alo116 keys new"},
		"no keysets":            {"{}", 0o600, `no keyset "numbers"`},
		"half":                  {strings.Replace(string(text), `"sealing"`, `"other"`, 1), 0o600, `no keyset "sealing"`},
	} {
		file := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(file, []byte(c.content), c.mode); err != nil {
			t.Fatal(err)
		}
		_, err := sql.LoadKeys(sql.KeySource{File: file, Region: "AL"})
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := sql.LoadKeys(sql.KeySource{File: filepath.Join(dir, "none"), Region: "AL"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: got %v", err)
	}
	if _, err := sql.LoadKeys(sql.KeySource{File: good, Region: "Albania"}); err == nil || !strings.Contains(err.Error(), "ALO116_REGION") {
		t.Errorf("region: got %v", err)
	}
}

func TestIdentify(t *testing.T) {
	t.Parallel()
	keys := sqltest.Keys(t)
	one := keys.Identify("+355690000001", false)
	if len(one.Key) != 72 || one.Masked != "+355 69 ••• •• 01" || one.Withheld {
		t.Fatalf("got %+v", one)
	}
	for _, same := range []string{"0690000001", "00355690000001", "+355 69 000 0001", " +355690000001 ", "355690000001",
		"sip:+355690000001@trunk.invalid", "tel:+355690000001;phone-context=x", "069-000-0001", "SIP:0690000001@a"} {
		if got := keys.Identify(same, false); got != one {
			t.Errorf("%q: got %+v", same, got)
		}
	}
	for _, other := range []string{"+355690000002", "+356 69000001", "1001", "0690000001234567890"} {
		if got := keys.Identify(other, false); got.Key == one.Key || got.Key == "" || got.Withheld {
			t.Errorf("%q: got %+v", other, got)
		}
	}
	for _, nothing := range []string{"", " ", "anonymous", "Anonymous", "sip:anonymous@anonymous.invalid", "Restricted",
		"unavailable", "UNKNOWN", "private", "<anonymous>", "-", "@"} {
		if got := keys.Identify(nothing, false); got != (queue.Caller{Withheld: true}) {
			t.Errorf("%q: got %+v", nothing, got)
		}
	}
	if got := keys.Identify("+355690000001", true); got != (queue.Caller{Withheld: true}) {
		t.Errorf("withheld: got %+v", got)
	}
}

func TestMaskHidesAtLeastFourDigits(t *testing.T) {
	t.Parallel()
	keys := sqltest.Keys(t)
	for number, want := range map[string]string{
		"+355 69 000 0001":     "+355 69 ••• •• 01",
		"+355 4 200 0001":      "+355 4 ••• •• 01",
		"+39 06 0000 0001":     "+39 06 ••• ••• 01",
		"+383 44 000 001":      "+383 44 ••• • 01",
		"+356 2000 0001":       "+356 ••• ••• 01",
		"1001":                 "••• •",
		"129":                  "•••",
		"9000000000000000001":  "••• ••• ••• ••• ••• •• 01",
		"000000000000000000 1": "••• ••• ••• ••• ••• •• 01",
	} {
		got := keys.Identify(number, false).Masked
		if got != want {
			t.Errorf("%s: got %q, want %q", number, got, want)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	keys, err := sql.NewKeys("AL")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("+355690000001")
	f.Add("sip:;@")
	f.Fuzz(func(t *testing.T, number string) {
		got := keys.Identify(number, false)
		digits := strings.Count(got.Masked, "•")
		if got.Withheld != (got.Key == "") || (got.Withheld && got.Masked != "") || (!got.Withheld && digits == 0) {
			t.Errorf("%q: %+v", number, got)
		}
	})
}
