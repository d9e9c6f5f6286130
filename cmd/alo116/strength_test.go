package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAWeakKeyIsRefusedAtTheStart gives the service certificates of every kind of key that a public authority signs.
func TestAWeakKeyIsRefusedAtTheStart(t *testing.T) {
	for _, c := range []struct {
		name string
		make func() (crypto.Signer, error)
		says string
	}{
		{"RSA 2048", func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 2048) }, "RSA key of 2048 bits"},
		{"RSA 3071", func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 3071) }, "RSA key of 3071 bits"},
		{"RSA 3072", func() (crypto.Signer, error) { return rsa.GenerateKey(rand.Reader, 3072) }, ""},
		{"P-224", func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P224(), rand.Reader) }, "elliptic curve key of 224 bits"},
		{"P-256", func() (crypto.Signer, error) { return ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }, ""},
		{"Ed25519", func() (crypto.Signer, error) { _, key, err := ed25519.GenerateKey(rand.Reader); return key, err }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			key, err := c.make()
			if err != nil {
				t.Fatal(err)
			}
			cert, file := signedBy(t, key)
			_, err = tlsSettings{TLS: "files", TLSCert: cert, TLSKey: file}.open(t.TempDir())
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "make a P-256 key")) {
				t.Errorf("it says %v", err)
			}
		})
	}
}

// An authority is asked for an RSA key by a browser that knows no other, which is given none of 2048 bits.
func TestAWeakCertificateIsNotShown(t *testing.T) {
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	get := onlyStrong(func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &tls.Certificate{PrivateKey: weak}, nil })
	if pair, err := get(nil); err == nil || pair != nil {
		t.Errorf("shown: %v", pair)
	}
}

// signedBy makes a certificate for a key, and writes both.
func signedBy(t *testing.T, key crypto.Signer) (cert, file string) {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{ourName}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
}
