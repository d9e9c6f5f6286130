package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// acmeSettings say where a certificate comes from by itself (RFC 8555).
type acmeSettings struct {
	Domain    []string `env:"ALO116_ACME_DOMAIN" placeholder:"NAME" help:"Names that the certificate is for; may be repeated."`
	Directory string   `env:"ALO116_ACME_DIRECTORY" default:"https://acme-v02.api.letsencrypt.org/directory" help:"The certificate authority."`
	Email     string   `env:"ALO116_ACME_EMAIL" help:"Where the authority writes to when something is wrong."`

	client *http.Client // of a test whose authority nobody knows
}

// manager gets certificates and renews them, and keeps them in dir.
func (s acmeSettings) manager(dir string) (*autocert.Manager, error) {
	if len(s.Domain) == 0 {
		return nil, errors.New("no name is set to get a certificate for: give ALO116_ACME_DOMAIN, and let that name lead here")
	}
	return &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(filepath.Join(dir, "acme")), Email: s.Email,
		HostPolicy: autocert.HostWhitelist(s.Domain...),
		Client:     &acme.Client{DirectoryURL: s.Directory, HTTPClient: s.client},
	}, nil
}

// pairFiles is a certificate in files that somebody else renews. They are looked at now and then; while new ones cannot be
// read or are weak, the old certificate stays in use.
type pairFiles struct {
	cert, key string

	mu     sync.Mutex
	pair   *tls.Certificate
	read   time.Time // when the files were last looked at
	change time.Time // their newest change then
}

const lookAtFiles = 10 * time.Second

// get is for tls.Config.GetCertificate.
func (p *pairFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.pair != nil && now.Sub(p.read) < lookAtFiles {
		return p.pair, nil
	}
	p.read = now
	change := newest(p.cert, p.key)
	if p.pair != nil && change.Equal(p.change) {
		return p.pair, nil
	}
	pair, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err == nil {
		err = strong(&pair)
	}
	if err == nil {
		p.pair, p.change = &pair, change
	}
	if p.pair == nil {
		return nil, fmt.Errorf("load the certificate: %w", err)
	}
	return p.pair, nil
}

// newest is when the last of the files changed.
func newest(files ...string) (at time.Time) {
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at
}
