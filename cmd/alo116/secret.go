package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"alo116/sql"
)

// secret gives a secret from where it is kept: as it was set, which may be a reference into a Vault or OpenBao; in a file that was named;
// or where systemd puts the credential of that name, which it may have decrypted for us alone. Empty if it is nowhere.
func secret(set, file, name string) (string, error) {
	if strings.HasPrefix(set, vaultScheme) {
		return fromVault(set)
	}
	if set != "" {
		return set, nil
	}
	if file == "" {
		file = credential(name)
	}
	if file == "" {
		return "", nil
	}
	text, err := sql.ReadPrivate("file of the "+secretNames[name], file)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(text)), nil
}

// secretNames is how each secret is called in a sentence.
var secretNames = map[string]string{"ari-password": "ARI password", "kms-token": "token for the KMS", "database-url": "database's address",
	"oidc-secret": "secret of the organisation's own sign-in"}

// credential gives the file of one of systemd's credentials (LoadCredential=, LoadCredentialEncrypted=), if there is one of that name.
func credential(name string) string {
	dir := os.Getenv("CREDENTIALS_DIRECTORY")
	if dir == "" {
		return ""
	}
	file := filepath.Join(dir, name)
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}

// vaultScheme begins a reference, as it does the address of the KMS: hcvault://HOST:PORT/MOUNT/data/PATH#FIELD.
const vaultScheme = "hcvault://"

var errNoReference = errors.New("a reference into a Vault is like hcvault://vault.example:8200/secret/data/alo116#ari_password")

const vaultWait = 10 * time.Second

// vault asks for secrets; a test has one that knows its certificate.
var vault = &http.Client{Timeout: vaultWait}

// fromVault reads one field of a secret of the version 2 key-value engine, with the token that also lets us in to the KMS.
func fromVault(reference string) (string, error) {
	u, err := url.Parse(reference)
	if err != nil || u.Host == "" || u.Fragment == "" || !strings.Contains(u.Path, "/data/") {
		return "", errNoReference
	}
	token, err := kmsSettings{KMSToken: os.Getenv("ALO116_KEY_KMS_TOKEN"), KMSFile: os.Getenv("ALO116_KEY_KMS_TOKEN_FILE")}.token()
	if err != nil {
		return "", err
	}
	field, path := u.Fragment, url.URL{Scheme: "https", Host: u.Host, Path: "/v1" + u.Path}
	ctx, cancel := context.WithTimeout(context.Background(), vaultWait)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, path.String(), nil)
	if err != nil {
		return "", errNoReference
	}
	req.Header.Set("X-Vault-Token", token)
	resp, err := vault.Do(req)
	if err != nil {
		return "", fmt.Errorf("the Vault does not answer: start it, or correct %s: %w", reference, errors.Unwrap(err))
	}
	defer resp.Body.Close()
	return vaultField(resp, reference, field)
}

func vaultField(resp *http.Response, reference, field string) (string, error) {
	var answer struct {
		Data struct {
			Data map[string]string `json:"data"`
		} `json:"data"`
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the Vault answers %s with %s: renew ALO116_KEY_KMS_TOKEN, and let its policy read this", reference, resp.Status)
	}
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&answer); err != nil || answer.Data.Data[field] == "" {
		return "", fmt.Errorf("the Vault has no text at %s", reference)
	}
	return answer.Data.Data[field], nil
}
