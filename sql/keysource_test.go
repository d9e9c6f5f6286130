package sql_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// transit is a KMS at the wire: the transit engine of HashiCorp Vault and OpenBao, as its API documentation has it.
type transit struct {
	server *httptest.Server
	keys   map[string]tink.AEAD
	asked  int
}

const transitToken = "s.canary-token"

func newTransit(t *testing.T, names ...string) *transit {
	t.Helper()
	v := &transit{keys: map[string]tink.AEAD{}}
	for _, name := range names {
		handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
		if err != nil {
			t.Fatal(err)
		}
		if v.keys[name], err = aead.New(handle); err != nil {
			t.Fatal(err)
		}
	}
	v.server = httptest.NewTLSServer(http.HandlerFunc(v.serve))
	t.Cleanup(v.server.Close)
	return v
}

// serve answers POST and PUT /v1/transit/{encrypt,decrypt}/NAME.
func (v *transit) serve(w http.ResponseWriter, r *http.Request) {
	v.asked++
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/v1/transit/"), "/")
	var ask struct{ Plaintext, Ciphertext string }
	if r.Header.Get("X-Vault-Token") != transitToken {
		refuse(w, http.StatusForbidden, "permission denied")
		return
	}
	if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || len(parts) != 2 || v.keys[parts[1]] == nil {
		refuse(w, http.StatusBadRequest, "encryption key not found")
		return
	}
	answer, key := map[string]string{}, v.keys[parts[1]]
	switch parts[0] {
	case "encrypt":
		plain, err := base64.StdEncoding.DecodeString(ask.Plaintext)
		if err != nil {
			refuse(w, http.StatusBadRequest, "failed to base64-decode plaintext")
			return
		}
		box, err := key.Encrypt(plain, nil)
		if err != nil {
			refuse(w, http.StatusInternalServerError, "internal error")
			return
		}
		answer["ciphertext"] = "vault:v1:" + base64.StdEncoding.EncodeToString(box)
	case "decrypt":
		box, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(ask.Ciphertext, "vault:v1:"))
		if err == nil {
			box, err = key.Decrypt(box, nil)
		}
		if err != nil {
			refuse(w, http.StatusBadRequest, "cipher: message authentication failed")
			return
		}
		answer["plaintext"] = base64.StdEncoding.EncodeToString(box)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"data": answer}) // the client sees what is missing
}

func refuse(w http.ResponseWriter, code int, why string) {
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string][]string{"errors": {why}})
}

// source says how to get at keys that this KMS wraps.
func (v *transit) source(file, name string) sql.KeySource {
	trust := x509.NewCertPool()
	trust.AddCert(v.server.Certificate())
	return sql.KeySource{File: file, KMS: "hcvault://" + strings.TrimPrefix(v.server.URL, "https://") + "/transit/keys/" + name,
		Token: transitToken, TLS: &tls.Config{RootCAs: trust}, Region: "AL"}
}

// wrappedKeys saves fresh keys that a KMS wraps.
func wrappedKeys(t *testing.T, v *transit) (keys *sql.Keys, file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "wrapped.json")
	keys, err := sqltest.Keys(t).WrappedBy(v.source(file, "alo116"))
	if err == nil {
		err = keys.Save(file)
	}
	if err != nil {
		t.Fatal(err)
	}
	return keys, file
}

func TestKeysWrappedByAKMS(t *testing.T) {
	t.Parallel()
	v := newTransit(t, "alo116")
	keys, file := wrappedKeys(t, v)
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "encryptedKeyset") || strings.Contains(string(text), `"keyData"`) {
		t.Errorf("the file is not wrapped: %s, %v", text, err)
	}
	loaded, err := sql.LoadKeys(v.source(file, "alo116"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := loaded.Identify("+355690000001", false), keys.Identify("+355690000001", false); got != want || got.Key == "" {
		t.Errorf("got %v, want %v", got, want)
	}
	asked := v.asked
	if _, err := loaded.Encrypt([]byte("x"), nil); err != nil || v.asked != asked {
		t.Errorf("the KMS is asked for a single case: %v", err)
	}
	change(t, loaded, (*sql.Keys).Rotate)
	again, err := sql.LoadKeys(v.source(file, "alo116"))
	if err != nil || len(again.Masters()) != 2 {
		t.Errorf("after a rotation: %v", err)
	}
}

func TestEveryWrongKeySourceIsToldInASentence(t *testing.T) {
	t.Parallel()
	v, away := newTransit(t, "alo116", "other"), newTransit(t)
	away.server.Close()
	_, file := wrappedKeys(t, v)
	plain := filepath.Join(t.TempDir(), "plain.json")
	if err := sqltest.Keys(t).Save(plain); err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	with := func(s sql.KeySource, change func(*sql.KeySource)) sql.KeySource { change(&s); return s }
	for name, c := range map[string]struct {
		source sql.KeySource
		says   string
	}{
		"no KMS named":      {sql.KeySource{File: file, Region: "AL"}, "wrapped by a KMS: say which"},
		"not wrapped":       {v.source(plain, "alo116"), "not wrapped by a KMS"},
		"another key":       {v.source(file, "other"), "another key"},
		"no such key":       {v.source(file, "none"), "another key"},
		"no token":          {with(v.source(file, "alo116"), func(s *sql.KeySource) { s.Token = "" }), "ALO116_KEY_KMS_TOKEN"},
		"a wrong token":     {with(v.source(file, "alo116"), func(s *sql.KeySource) { s.Token = "s.canary-wrong" }), "does not let us in"},
		"away":              {with(v.source(file, "alo116"), func(s *sql.KeySource) { s.KMS = away.source("", "alo116").KMS }), "does not answer"},
		"not trusted":       {with(v.source(file, "alo116"), func(s *sql.KeySource) { s.TLS = nil }), "does not answer"},
		"no address":        {with(v.source(file, "alo116"), func(s *sql.KeySource) { s.KMS = "vault.example" }), "hcvault://vault.example:8200"},
		"another KMS":       {with(v.source(file, "alo116"), func(s *sql.KeySource) { s.KMS = "aws-kms://arn" }), "hcvault://vault.example:8200"},
		"text that is none": {sql.KeySource{Text: "canary", Region: "AL"}, "ALO116_KEYS"},
		"text of no keys":   {sql.KeySource{Text: "{}", Region: "AL"}, `ALO116_KEYS has no keyset "numbers"`},
	} {
		_, err := sql.LoadKeys(c.source)
		if err == nil || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v", name, err)
		}
		for _, word := range append(strings.Fields(string(secret)), "canary", transitToken) {
			if len(word) > 30 && err != nil && strings.Contains(err.Error(), strings.Trim(word, `",`)) {
				t.Errorf("%s: the message holds a secret", name)
			}
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: the message holds a secret: %v", name, err)
		}
	}
}

func TestKeysFromTheEnvironment(t *testing.T) {
	t.Parallel()
	keys, file := sqltest.Keys(t), filepath.Join(t.TempDir(), "keys.json")
	if err := keys.Save(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := sql.LoadKeys(sql.KeySource{Text: string(text), File: filepath.Join(t.TempDir(), "none"), Region: "AL"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := loaded.Identify("+355690000001", false), keys.Identify("+355690000001", false); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if err := loaded.Refresh(); err != nil {
		t.Error(err)
	}
	rotated, err := loaded.Rotate()
	if err != nil {
		t.Fatal(err)
	}
	if err := rotated.Replace(); err == nil || !strings.Contains(err.Error(), "secret injector") {
		t.Errorf("got %v", err)
	}
}
