package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rs/zerolog"
)

// Every secret may come from systemd's credentials, which are encrypted on the disk and decrypted for this service alone.
func TestSecretsComeFromSystemdsCredentials(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	if _, err := (asteriskSettings{}).password(); err == nil || !strings.Contains(err.Error(), "ari-password") {
		t.Errorf("without any: %v", err)
	}
	keys := filepath.Join(dir, "keys")
	if code, _, errs := typed(t, "", "keys", "new", keys); code != 0 {
		t.Fatal(errs)
	}
	for name, text := range map[string]string{"ari-password": "one\n", "oidc-secret": "two\n", "kms-token": "three\n", "database-url": "postgres://alo116@/alo116?host=/run/postgresql\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o440); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(keys, 0o440); err != nil { // as systemd shows a file that one user more may read
		t.Fatal(err)
	}
	if _, err := (keySettings{KeyFile: keys, Region: "AL"}).load(); err == nil {
		t.Error("a key file that others may read was taken where nobody guards it")
	}
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if got, err := (asteriskSettings{}).password(); got != "one" || err != nil {
		t.Errorf("ARI's password: %q, %v", got, err)
	}
	if got, err := (oidcSettings{Issuer: "https://id.example", ClientID: "c", Claim: "sub"}).oidc(); err != nil || got.ClientSecret != "two" {
		t.Errorf("OpenID's secret: %v, %v", got, err)
	}
	if got, err := (kmsSettings{}).token(); got != "three" || err != nil {
		t.Errorf("the KMS's token: %q, %v", got, err)
	}
	if _, err := (keySettings{Region: "AL"}).load(); err != nil {
		t.Errorf("the keys: %v", err)
	}
	if err := (databaseSettings{}).validate(); err != nil {
		t.Errorf("the database's address: %v", err)
	}
}

// Or from a Vault or OpenBao, by a reference that is no secret.
func TestSecretsComeFromAVaultByReference(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("X-Vault-Token") != "token":
			w.WriteHeader(http.StatusForbidden)
		case r.URL.Path != "/v1/secret/data/alo116":
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = io.WriteString(w, `{"data": {"data": {"ari": "from afar"}, "metadata": {"version": 3}}}`)
		}
	}))
	t.Cleanup(server.Close)
	known := vault
	vault = server.Client()
	t.Cleanup(func() { vault = known })
	t.Setenv("ALO116_KEY_KMS_TOKEN", "token")
	base := "hcvault://" + strings.TrimPrefix(server.URL, "https://")
	if got, err := (asteriskSettings{Password: base + "/secret/data/alo116#ari"}).password(); got != "from afar" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for reference, says := range map[string]string{base + "/secret/data/alo116#none": "no text", base + "/secret/data/other#ari": "404", base + "/secret/alo116": "is like",
		"hcvault://127.0.0.1:1/secret/data/alo116#ari": "does not answer"} {
		if _, err := secret(reference, "", "x"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", reference, err)
		}
	}
	t.Setenv("ALO116_KEY_KMS_TOKEN", "stolen")
	if _, err := secret(base+"/secret/data/alo116#ari", "", "x"); err == nil || strings.Contains(err.Error(), "stolen") {
		t.Errorf("with a token that is none: %v", err)
	}
}

func TestAPasswordInAFileIsReadAnew(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	s := asteriskSettings{URL: "https://127.0.0.1:8089/ari", PasswordFile: file}
	for _, want := range []string{"first", "second"} {
		if err := os.WriteFile(file, []byte(want+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		exchange, err := s.config(zerolog.Nop())
		if err != nil {
			t.Fatal(err)
		}
		if got, err := exchange.Fresh(); got != want || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	}
}
