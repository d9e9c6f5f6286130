package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// How many people there are, and how many of them take calls. A sign-in is slow by design, and an address may try only so
// many at a time; a thousand screens are these people's tabs.
const (
	people = 50
	agents = 40
	tabs   = 20
)

const secret = "a quiet word to measure"

func login(n int) string { return fmt.Sprintf("bench-%02d", n) }

// people makes those who are not there yet.
func (l lab) people(ctx context.Context) error {
	there, err := l.alo116(ctx, "", "user", "list")
	if err != nil {
		return err
	}
	for n := range people {
		if strings.Contains(there, login(n)) {
			continue
		}
		if _, err := l.alo116(ctx, secret+"\n", "user", "add", login(n), "--name", fmt.Sprintf("Person %02d", n), "--role", "psychologist", "--own"); err != nil {
			return err
		}
	}
	return nil
}

// session is somebody's sign-in.
type session struct {
	address string
	client  *http.Client
	cookie  string
}

// signInAll signs everybody in, the agents first.
func (s *service) signInAll(ctx context.Context) (all []*session, err error) {
	for n := range people {
		who, err := s.signIn(ctx, login(n))
		if err != nil {
			return nil, err
		}
		all = append(all, who)
	}
	return all, nil
}

func (s *service) signIn(ctx context.Context, login string) (*session, error) {
	who := &session{address: s.address, client: &http.Client{Transport: &http.Transport{TLSClientConfig: s.tls}, Timeout: 30 * time.Second}}
	body, err := json.Marshal(map[string]string{"login": login, "password": secret})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+s.address+"/api/sign-in", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := who.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // read below
	said, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("sign in %s: %s: %s", login, res.Status, said)
	}
	for _, c := range res.Cookies() {
		if c.Name == "__Host-alo116" {
			who.cookie = c.Name + "=" + c.Value
		}
	}
	return who, nil
}

// ticket gets a ticket for one socket.
func (s *session) ticket(ctx context.Context) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+s.address+"/api/ticket", http.NoBody)
	if err != nil {
		return "", err
	}
	req.Header.Set("Cookie", s.cookie)
	res, err := s.client.Do(req)
	if err != nil {
		return "", fmt.Errorf("get a ticket: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // read here
	var got struct{ Ticket string }
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("get a ticket: %s", res.Status)
	}
	return got.Ticket, nil
}
