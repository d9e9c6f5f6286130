package main

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestACertificateThatBrowsersWouldNotTrustIsTold(t *testing.T) {
	now := time.Now()
	certificate, key, err := selfSigned(now)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	known := x509.NewCertPool()
	known.AddCert(pair.Leaf)
	for name, c := range map[string]struct {
		roots *x509.CertPool
		at    time.Time
		says  string
	}{
		"known":       {known, now, ""},
		"unknown":     {x509.NewCertPool(), now, "public authority"},
		"over":        {known, now.AddDate(2, 0, 0), "renew it"},
		"soon over":   {known, now.AddDate(1, 0, -3), "renew it"},
		"this system": {nil, now, "public authority"},
	} {
		if err := trusted(pair.Certificate, c.roots, c.at, renewBefore); (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	files := tlsSettings{TLS: "files", TLSCert: filepath.Join(dir, "c.pem"), TLSKey: filepath.Join(dir, "k.pem")}
	if os.WriteFile(files.TLSCert, certificate, 0o600) != nil || os.WriteFile(files.TLSKey, key, 0o600) != nil {
		t.Fatal("write the files")
	}
	if err := (&doctorCommand{tlsSettings: files}).checkCertificate(t.Context()); err == nil || !strings.Contains(err.Error(), "public authority") {
		t.Errorf("the doctor says %v", err)
	}
}
