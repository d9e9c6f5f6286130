package web

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestPasswords(t *testing.T) {
	hash, err := HashPassword("një fjalë")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s %v", hash, err)
	}
	for word, want := range map[string]bool{"një fjalë": true, "nje fjale": false, "": false, strings.Repeat("x", 5000): false} {
		if got, err := VerifyPassword(hash, word); got != want || err != nil {
			t.Errorf("%.20q: %v %v", word, got, err)
		}
	}
	if again, _ := HashPassword("një fjalë"); again == hash {
		t.Error("two hashes of one password are the same")
	}
	for _, bad := range []string{"", strings.Repeat("x", maxPassword+1)} {
		if _, err := HashPassword(bad); err == nil {
			t.Errorf("a password of %d bytes is taken", len(bad))
		}
	}
}

// TestAKnownHash is the test vector of the reference implementation (phc-winner-argon2, test.c) for these costs.
func TestAKnownHash(t *testing.T) {
	ok, err := VerifyPassword("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4", "password")
	if !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}

func TestHashesThatAreNot(t *testing.T) {
	for _, bad := range []string{
		"plain", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=4000000,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$", "$argon2id$v=19$m=256,t=2,p=1$!$!",
	} {
		if ok, err := VerifyPassword(bad, "password"); ok || !errors.Is(err, errHashShape) {
			t.Errorf("%s: %v %v", bad, ok, err)
		}
	}
}

func TestAnUnknownLoginCostsTheSame(t *testing.T) {
	v, err := newVerifier()
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := v.check(t.Context(), "", "anything", false); ok || err != nil {
		t.Errorf("nobody's password: %v %v", ok, err)
	}
	if _, err := parseHash(v.dummy); err != nil {
		t.Errorf("the hash of nobody is not worked on: %v", err)
	}
	v.strangers <- struct{}{}
	v.strangers <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.check(ctx, "", "x", false); !errors.Is(err, errBusy) {
		t.Errorf("a third one at once: %v", err)
	}
}

func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Fuzz(func(t *testing.T, hash string) {
		if h, err := parseHash(hash); err == nil && (h.memory > 1<<20 || h.passes > 16 || h.lanes == 0) {
			t.Errorf("takes %+v", h)
		}
	})
}
