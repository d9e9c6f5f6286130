package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// service is the real one, as it is installed, with the bench's policy.
type service struct {
	process
	lab
	run    *exec.Cmd
	output *os.File
	tls    *tls.Config
}

// furnish makes the keys, the tables and the people, as far as they are not there yet.
func (l lab) furnish(ctx context.Context) error {
	if _, err := os.Stat(l.keys); errors.Is(err, os.ErrNotExist) {
		if _, err := l.alo116(ctx, "", "keys", "new", l.keys); err != nil {
			return err
		}
	}
	if _, err := l.alo116(ctx, "", "migrate"); err != nil {
		return err
	}
	return l.people(ctx)
}

// withService starts the service, and stops it when all is done.
func (l lab) withService(ctx context.Context, work func(*service) error) error {
	s := &service{lab: l}
	if err := s.start(); err != nil {
		return err
	}
	err := s.awaited(ctx)
	if err == nil {
		err = work(s)
	}
	return errors.Join(err, s.close())
}

func (s *service) start() (err error) {
	if s.output, err = os.Create(s.log); err != nil {
		return fmt.Errorf("start the service: %w", err)
	}
	s.run = exec.Command(s.binary(), "serve")
	s.run.Env = append(os.Environ(), "ALO116_POLICY_FILE="+s.policy)
	s.run.Stdout, s.run.Stderr = s.output, s.output
	s.run.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM} // Ctrl-C is ours to pass on
	if err := s.run.Start(); err != nil {
		return fmt.Errorf("start the service: %w", err)
	}
	s.process = process(s.run.Process.Pid)
	return nil
}

// awaited waits until the service says that it is ready, which takes Asterisk and the database.
func (s *service) awaited(ctx context.Context) error {
	err := eventually(ctx, 20*time.Second, "the service is ready", func() bool {
		if s.tls == nil && s.trust() != nil {
			return false
		}
		c := http.Client{Transport: &http.Transport{TLSClientConfig: s.tls, DisableKeepAlives: true}, Timeout: 5 * time.Second}
		res, err := c.Get("https://" + s.address + "/readyz")
		if err != nil {
			return false
		}
		_ = res.Body.Close() // only its status was asked for
		return res.StatusCode == http.StatusOK
	})
	if err != nil {
		return fmt.Errorf("%w; why is in %s", err, s.log)
	}
	return nil
}

// trust takes the certificate that the service made for itself.
func (s *service) trust() error {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(s.keys), "self-signed.crt"))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return errors.New("the service's certificate cannot be read")
	}
	s.tls = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
	return nil
}

func (s *service) close() error {
	defer s.output.Close() //nolint:errcheck // another process has written it
	if err := s.run.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("stop the service: %w", err)
	}
	insist := time.AfterFunc(15*time.Second, func() { _ = s.run.Process.Kill() }) // Wait tells
	defer insist.Stop()
	if err := s.run.Wait(); err != nil {
		return fmt.Errorf("the service ended with %w; why is in %s", err, s.log)
	}
	return nil
}

func (l lab) binary() string { return filepath.Join(l.checkout, "bin/alo116") }

// alo116 runs one of the service's commands, and gives what it prints.
func (l lab) alo116(ctx context.Context, input string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, l.binary(), args...)
	c.Stdin = strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("alo116 %s: %w: %s", args[0], err, out)
	}
	return string(out), nil
}
