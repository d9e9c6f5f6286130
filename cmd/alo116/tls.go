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
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// tlsSettings say how the screens' connection is protected. A browser gives a page its microphone
// only over TLS, so there is always some.
type tlsSettings struct {
	TLS          string `env:"ALO116_TLS" enum:"files,self-signed,acme" default:"files" help:"'files' uses --tls-cert and --tls-key; 'acme' gets a certificate by itself; 'self-signed' makes one of its own, for the lab."`
	TLSCert      string `name:"tls-cert" env:"ALO116_TLS_CERT" placeholder:"FILE" help:"Certificate chain (PEM), of a public authority that browsers trust. Renewed files are taken into use by themselves."`
	TLSKey       string `name:"tls-key" env:"ALO116_TLS_KEY" placeholder:"FILE" help:"Its private key (PEM): P-256, or another of at least 128 bits of strength; RSA has them from 3072 bits on."`
	acmeSettings `prefix:"acme-"`
	HTTPListen   string `name:"http-listen" env:"ALO116_HTTP_LISTEN" placeholder:":80" help:"Address that leads browsers from HTTP to HTTPS and answers the certificate authority; none without it."`
}

// suites are the ciphers of TLS 1.2 that hide today's words from tomorrow's thief of the key: ephemeral keys and
// authenticated encryption only. TLS 1.3 has no others.
var suites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

// door is how browsers reach us: by TLS, and in the clear only to be led there.
type door struct {
	tls   *tls.Config
	plain http.Handler
}

// open gives the door. What is made is kept in dir: a self-signed certificate, so that a page that was told to trust it
// still does after a restart, and what a certificate authority gave.
func (s tlsSettings) open(dir string) (door, error) {
	switch s.TLS {
	case "acme":
		manager, err := s.manager(dir)
		if err != nil {
			return door{}, err
		}
		config := manager.TLSConfig()
		config.MinVersion, config.CipherSuites = tls.VersionTLS12, suites
		config.GetCertificate = onlyStrong(config.GetCertificate)
		return door{config, manager.HTTPHandler(http.HandlerFunc(toHTTPS))}, nil
	case "self-signed":
		s.TLSCert, s.TLSKey = filepath.Join(dir, "self-signed.crt"), filepath.Join(dir, "self-signed.key")
		if err := ensureSelfSigned(s.TLSCert, s.TLSKey, time.Now()); err != nil {
			return door{}, err
		}
	}
	if s.TLSCert == "" || s.TLSKey == "" {
		return door{}, errors.New("no certificate is set: give ALO116_TLS_CERT and ALO116_TLS_KEY, or ALO116_TLS=acme with ALO116_ACME_DOMAIN, or ALO116_TLS=self-signed to try it out")
	}
	pair := &pairFiles{cert: s.TLSCert, key: s.TLSKey}
	if _, err := pair.get(nil); err != nil {
		return door{}, err
	}
	return door{&tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: suites, GetCertificate: pair.get}, http.HandlerFunc(toHTTPS)}, nil
}

// toHTTPS leads a browser to the same address by TLS. What it wanted to send was in the clear already, so only reading a
// page is led on: a program that speaks in the clear is to find out.
func toHTTPS(w http.ResponseWriter, r *http.Request) {
	page := !strings.HasPrefix(r.URL.Path, "/api/") && !slices.Contains([]string{"/ws", "/sip", "/metrics", "/healthz", "/readyz"}, r.URL.Path)
	if r.Method != http.MethodGet && r.Method != http.MethodHead || !page {
		http.Error(w, "Use HTTPS.", http.StatusBadRequest)
		return
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusMovedPermanently)
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
