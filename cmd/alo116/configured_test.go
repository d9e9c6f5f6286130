package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDoctorSaysWhatOfAsterisksConfigurationIsNotFilledIn looks at what is shipped: each place of each file, and what belongs there.
func TestDoctorSaysWhatOfAsterisksConfigurationIsNotFilledIn(t *testing.T) {
	const shipped = "../../deploy/asterisk"
	err := asteriskFolder{shipped}.check(t.Context())
	if err == nil {
		t.Fatal("all of it is said to be filled in")
	}
	files, _ := filepath.Glob(shipped + "/*.conf")
	named := 0
	for _, file := range files {
		text, e := os.ReadFile(file)
		if e != nil {
			t.Fatal(e)
		}
		if has, said := len(places(string(text))) > 0, strings.Contains(err.Error(), "in "+file+" put "); has != said {
			t.Errorf("%s has something to fill in: %v; it is named: %v", file, has, said)
		}
		named += len(places(string(text)))
	}
	if named < 20 || strings.Count(err.Error(), "in the place of @") != named {
		t.Errorf("of %d places it tells %v", named, err)
	}
	for place := range fillWith {
		if !strings.Contains(err.Error(), "in the place of "+place) || !strings.Contains(err.Error(), fillWith[place]) {
			t.Errorf("of %s, which nothing ships, it tells no more", place)
		}
	}
}

func TestDoctorIsContentWithAConfigurationThatIsFilledIn(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("agency.conf", "; @AGENCY@ was here\nexten => _[+0-9][0-9]!,1,Return(PJSIP/${EXTEN}@trunk)\n")
	write("agency.conf.before", "exten => _X,1,Return(@AGENCY@)\n")
	if err := (asteriskFolder{folder}).check(t.Context()); err != nil {
		t.Error(err)
	}
	write("agency.conf", "exten => _[+0-9][0-9]!,1,Return(@AGENCY@) ; as it comes\n")
	_, out, _ := typed(t, "", "doctor", "--asterisk-config", folder, "--ari-url", "http://127.0.0.1:1/ari", "--ari-password", "x")
	if !strings.Contains(out, "configured   in "+folder+"/agency.conf put the way by which agencies") {
		t.Errorf("the doctor says %s", out)
	}
	if err := os.Symlink("/nowhere", filepath.Join(folder, "more.conf")); err != nil {
		t.Fatal(err)
	}
	if err := (asteriskFolder{folder}).check(t.Context()); err == nil || errors.Is(err, errNotLooked) {
		t.Errorf("of a file that cannot be read: %v", err)
	}
}

// TestDoctorSaysThatItDidNotLook where Asterisk is another machine's; that alone is no illness.
func TestDoctorSaysThatItDidNotLook(t *testing.T) {
	if err := (asteriskFolder{t.TempDir() + "/asterisk"}).check(t.Context()); !errors.Is(err, errNotLooked) || !strings.Contains(err.Error(), "ALO116_ASTERISK_CONFIG") {
		t.Error(err)
	}
}
