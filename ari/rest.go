package ari

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/CyCoreSystems/ari/v5/client/native"
)

// rest sends requests to Asterisk, each under a deadline, measured, and with failures that tell
// nothing about persons.
type rest struct {
	lib     *native.Client
	door    *door
	http    *http.Client
	url     string
	app     string
	timeout time.Duration
	metrics *Metrics
}

func newREST(c Config, timeout time.Duration) *rest {
	d := newDoor(c)
	return &rest{
		lib:  native.New(&native.Options{Application: c.App, URL: d.address(), Username: c.User}),
		door: d, http: &http.Client{Transport: d}, url: c.URL, app: c.App, timeout: timeout, metrics: c.Metrics,
	}
}

// ask runs a call of the library, which knows no context. If it takes too long we go on without
// it; the transport's limits end it soon after.
func (r *rest) ask(ctx context.Context, verb string, f func() error) error {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	answer := make(chan error, 1)
	go func() { answer <- f() }()
	var err error
	select {
	case err = <-answer:
	case <-ctx.Done():
		err = ctx.Err()
	}
	err = fail(verb, err)
	r.metrics.request(verb, start, err)
	return err
}

// repeat is ask for what may be done twice: it is tried once more if the connection failed.
func (r *rest) repeat(ctx context.Context, verb string, f func() error) error {
	err := r.ask(ctx, verb, f)
	if err != nil && status(err) == 0 && ctx.Err() == nil {
		err = r.ask(ctx, verb, f)
	}
	return err
}

// send is for what the library lacks.
func (r *rest) send(ctx context.Context, verb, method, path string, body, answer any) error {
	start := time.Now()
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	err := fail(verb, r.roundTrip(ctx, method, path, body, answer))
	r.metrics.request(verb, start, err)
	return err
}

// resend is send for what may be done twice.
func (r *rest) resend(ctx context.Context, verb, method, path string, body, answer any) error {
	err := r.send(ctx, verb, method, path, body, answer)
	if err != nil && status(err) == 0 && ctx.Err() == nil {
		err = r.send(ctx, verb, method, path, body, answer)
	}
	return err
}

func (r *rest) roundTrip(ctx context.Context, method, path string, body, answer any) error {
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write the request: %w", err)
		}
		in = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, r.url+path, in)
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := r.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close() //nolint:errcheck // read to its end or given up
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return &failure{status: resp.StatusCode}
	}
	if answer == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	return json.NewDecoder(resp.Body).Decode(answer)
}
