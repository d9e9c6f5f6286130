package web

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhatMayBeAPassword(t *testing.T) {
	for word, want := range map[string]bool{
		"nëntë fjal":                       true,  // ten characters, of any kind
		"nëntë fja":                        false, // nine, though eleven bytes
		"aaaaaaaaab":                       true,  // no rule on what characters it is made of
		"qwertyuiop":                       false, // common
		"Password123":                      false,
		"Mira.Hoxha.1985":                  false, // what is left is ..1985
		"mira shkon në shkollë":            true,
		"ALO116 116111 alo!":               false,
		"alo116 dhe pesë fjalë të reja":    true,
		strings.Repeat("gjatë ", 11):       true, // 66 characters
		strings.Repeat("x", maxPassword+1): false,
		"":                                 false,
	} {
		err := CheckPassword(word, "mira", "Mira Hoxha")
		if (err == nil) != want || err != nil && !errors.Is(err, errWeakPassword) {
			t.Errorf("%.40q: %v", word, err)
		}
	}
	if err := CheckPassword("Mira.Hoxha.1985"); err != nil {
		t.Errorf("nobody here is called so: %v", err)
	}
}

// TestEveryPartOfAPasswordCounts: it is neither cut, nor folded, nor trimmed.
func TestEveryPartOfAPasswordCounts(t *testing.T) {
	word := " Një Fjalë " + strings.Repeat("e gjatë ", 60)
	hash, err := HashPassword(word)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := VerifyPassword(hash, word); !ok || err != nil {
		t.Errorf("itself: %v %v", ok, err)
	}
	for name, other := range map[string]string{"trimmed": strings.TrimSpace(word), "in small letters": strings.ToLower(word), "its first 72 bytes": word[:72],
		"without the last character": word[:len(word)-1], "one more": word + " "} {
		if ok, _ := VerifyPassword(hash, other); ok {
			t.Errorf("%s, it opens too", name)
		}
	}
}

func TestCommonPasswordsAreThoseThatTheRulesWouldAllow(t *testing.T) {
	fit := 0
	for word := range common() {
		if utf8.RuneCountInString(word) >= minPassword && word == strings.ToLower(word) {
			fit++
		}
	}
	if fit != len(common()) || fit < 3000 { // ASVS 6.2.4
		t.Errorf("of %d, %d are long enough", len(common()), fit)
	}
}
