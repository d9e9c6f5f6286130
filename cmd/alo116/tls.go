package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// tlsSettings say how the screens' connection is protected. A browser gives a page its microphone
// only over TLS, so there is always some.
type tlsSettings struct {
	TLS     string `env:"ALO116_TLS" enum:"files,self-signed" default:"files" help:"'files' uses --tls-cert and --tls-key; 'self-signed' makes a certificate of its own, for the lab."`
	TLSCert string `name:"tls-cert" env:"ALO116_TLS_CERT" placeholder:"FILE" help:"Certificate chain (PEM)."`
	TLSKey  string `name:"tls-key" env:"ALO116_TLS_KEY" placeholder:"FILE" help:"Its private key (PEM)."`
}

// config gives the server's TLS settings. A self-signed certificate is kept in dir, so that a page
// that was told to trust it still does after a restart.
func (s tlsSettings) config(dir string) (*tls.Config, error) {
	if s.TLS == "self-signed" {
		s.TLSCert, s.TLSKey = filepath.Join(dir, "self-signed.crt"), filepath.Join(dir, "self-signed.key")
		if err := ensureSelfSigned(s.TLSCert, s.TLSKey, time.Now()); err != nil {
			return nil, err
		}
	}
	if s.TLSCert == "" || s.TLSKey == "" {
		return nil, errors.New("no certificate is set: give ALO116_TLS_CERT and ALO116_TLS_KEY, or ALO116_TLS=self-signed to try it out")
	}
	certificate, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("load the certificate: %w", err)
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}}, nil
}

// ensureSelfSigned makes a certificate unless a good one is there.
func ensureSelfSigned(certFile, keyFile string, now time.Time) error {
	if pair, err := tls.LoadX509KeyPair(certFile, keyFile); err == nil && now.Before(pair.Leaf.NotAfter) {
		return nil
	}
	cert, key, err := selfSigned(now)
	if err != nil {
		return err
	}
	if err := os.WriteFile(keyFile, key, 0o600); err != nil {
		return fmt.Errorf("keep the self-signed key: %w", err)
	}
	if err := os.WriteFile(certFile, cert, 0o600); err != nil {
		return fmt.Errorf("keep the self-signed certificate: %w", err)
	}
	return nil
}

// selfSigned makes a certificate for this machine's names, good for a year, as PEM.
func selfSigned(now time.Time) (cert, key []byte, err error) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("make a key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "alo116 lab"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0), DNSNames: ownNames(),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		KeyUsage:    x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, pair.Public(), pair)
	if err != nil {
		return nil, nil, fmt.Errorf("make a certificate: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(pair)
	if err != nil {
		return nil, nil, fmt.Errorf("encode the key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), nil
}

func ownNames() []string {
	if host, err := os.Hostname(); err == nil {
		return []string{"localhost", host}
	}
	return []string{"localhost"}
}
