package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rs/zerolog"

	"alo116/agent/form"
	"alo116/ari"
	"alo116/sql"
	"alo116/sql/casework"
	"alo116/web/scan"
)

// databaseSettings say where Postgres is and which keys protect what goes there.
type databaseSettings struct {
	DatabaseURL string `name:"database-url" env:"ALO116_DATABASE_URL" placeholder:"postgres://…" help:"Where PostgreSQL is."`
	keySettings
	keyringSettings
	AnchorFile string `name:"anchor-file" env:"ALO116_ANCHOR_FILE" placeholder:"FILE" help:"Where the newest anchor of the audit trail is kept, outside the database; by default audit.anchor beside the key file."`
}

// anchorFile is where the audit trail is anchored; empty if no place is known.
func (s databaseSettings) anchorFile() string {
	if s.AnchorFile == "" && s.KeyFile != "" {
		return filepath.Join(filepath.Dir(s.KeyFile), "audit.anchor")
	}
	return s.AnchorFile
}

func (s databaseSettings) validate() error {
	address, err := s.address()
	if err != nil {
		return err
	}
	if address == "" {
		return errors.New("no database is set: give --database-url or ALO116_DATABASE_URL, for instance postgres://alo116@localhost/alo116")
	}
	return checkDatabaseAddress(address)
}

// address gives the database's address from wherever it is kept: it may hold a password.
func (s databaseSettings) address() (string, error) { return secret(s.DatabaseURL, "", "database-url") }

// keys reads the keys and names their keyring. Without one, people can be looked after, and no contact.
func (s databaseSettings) keys() (*sql.Keys, error) {
	keys, err := s.load()
	if err != nil || s.KeyringDir == "" {
		return keys, err
	}
	return keys, keys.UseKeyring(s.KeyringDir, s.KeyringMirror)
}

// asteriskSettings say where Asterisk is and how to be let in.
type asteriskSettings struct {
	URL          string `name:"ari-url" env:"ALO116_ARI_URL" default:"https://127.0.0.1:8089/ari" help:"Asterisk's REST interface."`
	CA           string `name:"ari-ca" env:"ALO116_ARI_CA" placeholder:"FILE" help:"Whose certificate (PEM) Asterisk must have; by default one of an authority that this computer trusts."`
	User         string `name:"ari-user" env:"ALO116_ARI_USER" default:"alo116" help:"The ARI user of Asterisk's ari.conf."`
	Password     string `name:"ari-password" env:"ALO116_ARI_PASSWORD" help:"Its password."`
	PasswordFile string `name:"ari-password-file" env:"ALO116_ARI_PASSWORD_FILE" placeholder:"FILE" help:"A file that holds the password instead."`
	App          string `name:"ari-app" env:"ALO116_ARI_APP" default:"alo116" help:"This instance's ARI application name."`
}

// scanSettings say who looks at documents before they are kept.
type scanSettings struct {
	Clamd string `name:"clamd" env:"ALO116_CLAMD" placeholder:"ADDRESS" help:"ClamAV's clamd, which looks at each document of a case before it is kept: the path of its socket, or host:port on this machine. Without it documents are not scanned, and a start says so."`
}

// errNoScanner says that nobody looks at documents.
var errNoScanner = errors.New("documents of cases are not scanned for what is known to be evil: install clamav-daemon, and give its socket as --clamd or ALO116_CLAMD")

// scanner is the one that the settings name; errNoScanner if they name none.
func (s scanSettings) scanner() (*scan.Clamd, error) {
	if s.Clamd == "" {
		return nil, errNoScanner
	}
	return scan.At(s.Clamd)
}

// password gives the password from wherever it is kept.
func (s asteriskSettings) password() (string, error) {
	password, err := secret(s.Password, s.PasswordFile, "ari-password")
	if err == nil && password == "" {
		err = errors.New("no ARI password is set: give ALO116_ARI_PASSWORD or ALO116_ARI_PASSWORD_FILE, as written in Asterisk's ari.conf, or a credential ari-password")
	}
	return password, err
}

// tls says whose certificate Asterisk must have.
func (s asteriskSettings) tls() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12, CipherSuites: suites, ClientSessionCache: tls.NewLRUClientSessionCache(8)}
	if s.CA == "" {
		return config, nil
	}
	text, err := os.ReadFile(s.CA)
	if err != nil {
		return nil, fmt.Errorf("read Asterisk's certificate: %w", err)
	}
	config.RootCAs = x509.NewCertPool()
	if !config.RootCAs.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s has no certificate (PEM) in it: give --ari-ca the file that tlscertfile in Asterisk's http.conf names", s.CA)
	}
	return config, nil
}

// config is how the exchange is spoken with. A password in a file is read anew when Asterisk takes the old one no more.
func (s asteriskSettings) config(log zerolog.Logger) (ari.Config, error) {
	password, err := s.password()
	if err != nil {
		return ari.Config{}, err
	}
	known, err := s.tls()
	if err != nil {
		return ari.Config{}, err
	}
	if strings.HasPrefix(s.URL, "http:") {
		log.Warn().Msg("asterisk is spoken with in the clear, on this machine: switch TLS on in its http.conf, as deploy/asterisk has it, and give its https address")
	}
	return ari.Config{URL: s.URL, User: s.User, Password: password, Fresh: s.password, TLS: known, App: s.App, Log: log}, nil
}

// sipURL is where Asterisk takes SIP over a websocket: the same HTTP server as ARI.
func (s asteriskSettings) sipURL() (*url.URL, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, fmt.Errorf("--ari-url %q is not an address like https://127.0.0.1:8089/ari", s.URL)
	}
	if u.Scheme == "http" && !onThisMachine(u.Hostname()) {
		return nil, fmt.Errorf("--ari-url %q leads to another machine in the clear, with the password and every caller's number: give Asterisk's HTTPS address", s.URL)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/ws"}, nil
}

// checkPrefix tells whether codes of cases may begin so.
func checkPrefix(prefix string) error {
	if !casework.IsPrefix(prefix) {
		return fmt.Errorf("codes of cases do not begin with %q: give --case-prefix or ALO116_CASE_PREFIX 1 to 8 capital letters, like %s", prefix, casework.Prefix)
	}
	return nil
}

// checkForm tells whether there is that version of the form.
func checkForm(version string) error {
	if !slices.Contains(form.Versions(), version) {
		return fmt.Errorf("there is no version %q of the form: give --form-version or ALO116_FORM_VERSION one of %s", version, strings.Join(form.Versions(), ", "))
	}
	return nil
}
