package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// lab is where the bench runs: the settings that deploy/lab gives to what it starts.
type lab struct {
	dir, command, checkout     string
	ari, user, password        string
	client                     *http.Client // that believes Asterisk's certificate
	phones                     string       // Asterisk's SIP over websocket
	sip, carrier               string       // where callers call, and from where
	address, policy, keys, log string       // the service's
}

func openLab() (lab, error) {
	if os.Getenv("LAB_NAME") != "bench" {
		return lab{}, fmt.Errorf("this runs in a lab of its own: type `make bench`")
	}
	get := os.Getenv
	text, err := os.ReadFile(get("ALO116_ARI_CA"))
	if err != nil {
		return lab{}, fmt.Errorf("find Asterisk's certificate: %w", err)
	}
	known := &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}
	known.RootCAs.AppendCertsFromPEM(text)
	dir, checkout := get("LAB_DIR"), filepath.Dir(filepath.Dir(filepath.Dir(get("LAB_COMMAND"))))
	return lab{
		dir: dir, command: get("LAB_COMMAND"), checkout: checkout,
		ari: get("ALO116_ARI_URL"), user: get("ALO116_ARI_USER"), password: get("ALO116_ARI_PASSWORD"),
		client: &http.Client{Transport: &http.Transport{TLSClientConfig: known}},
		phones: get("LAB_ASTERISK_WS"),
		sip:    get("LAB_SIP_ADDRESS") + ":" + get("LAB_SIP_PORT"), carrier: get("LAB_TRUNK_ADDRESS"),
		address: get("ALO116_LISTEN"), policy: filepath.Join(checkout, "deploy/bench/policy.json"),
		keys: get("ALO116_KEY_FILE"), log: filepath.Join(dir, "log/service"),
	}, nil
}

// asterisk gives the process that runs the lab's Asterisk.
func (l lab) asterisk() (process, error) {
	file := filepath.Join(l.dir, "asterisk/run/asterisk/asterisk.pid")
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, fmt.Errorf("find Asterisk: %w", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("find Asterisk: %w", err)
	}
	return process(pid), nil
}

// cli asks Asterisk at its own command line.
func (l lab) cli(ctx context.Context, words string) (string, error) {
	out, err := exec.CommandContext(ctx, l.command, "bench", "cli", words).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("ask Asterisk %q: %w: %s", words, err, out)
	}
	return string(out), nil
}

// eventually asks ten times a second whether something has come true.
func eventually(ctx context.Context, within time.Duration, what string, true func() bool) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(within)
	defer late.Stop()
	for !true() {
		select {
		case <-tick.C:
		case <-late.C:
			return fmt.Errorf("%s: not within %v", what, within)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
