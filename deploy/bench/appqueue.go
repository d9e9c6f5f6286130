package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
)

// openAppQueue gives app_queue members of its own, whose accounts are copies of the one that the service made.
func openAppQueue(ctx context.Context, l lab, model string) (*exchange, error) {
	asterisk, err := l.asterisk()
	if err != nil {
		return nil, err
	}
	e := &exchange{number: "116999", stay: &atomic.Int64{}, bell: &bell{}, programs: []process{asterisk}}
	for n := range agents {
		user := fmt.Sprintf("member-%02d", n)
		if err := l.copyAccount(ctx, model, user); err != nil {
			return nil, err
		}
		w, err := dial(ctx, l.client, l.phones, nil, "sip")
		if err != nil {
			return nil, err
		}
		p := newPhone(w, user, secret, e.stay, e.bell.rang)
		go p.live()
		if err := p.register(ctx); err != nil {
			return nil, err
		}
		go p.stayRegistered(ctx)
		e.phones = append(e.phones, p)
	}
	staffed := 0
	e.staff = func(ctx context.Context, want int) error {
		for ; staffed < want; staffed++ {
			if _, err := l.cli(ctx, "queue add member PJSIP/"+e.phones[staffed].user+" to bench"); err != nil {
				return err
			}
		}
		for ; staffed > want; staffed-- {
			if _, err := l.cli(ctx, "queue remove member PJSIP/"+e.phones[staffed-1].user+" from bench"); err != nil {
				return err
			}
		}
		return nil
	}
	e.tail = func(r ring) string { return r.caller[max(0, len(r.caller)-2):] }
	return e, nil
}

// field is one setting of an account in Asterisk.
type field struct {
	Attribute string `json:"attribute"`
	Value     string `json:"value"`
}

// copyAccount makes an account with all the settings of another, but its own name and password.
func (l lab) copyAccount(ctx context.Context, from, to string) error {
	for _, kind := range []string{"auth", "aor", "endpoint"} {
		var fields []field
		if err := l.config(ctx, http.MethodGet, kind+"/"+from, nil, &fields); err != nil {
			return err
		}
		for i, f := range fields {
			switch {
			case f.Attribute == "password":
				fields[i].Value = secret
			case f.Value == from:
				fields[i].Value = to
			}
		}
		fields = slices.DeleteFunc(fields, func(f field) bool { return f.Value == "" })
		body := map[string][]field{"fields": fields}
		if err := l.config(ctx, http.MethodPut, kind+"/"+to, body, nil); err != nil {
			return err
		}
	}
	return nil
}

// config reads or writes one of Asterisk's SIP settings.
func (l lab) config(ctx context.Context, method, path string, body, answer any) error {
	var text bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&text).Encode(body); err != nil {
			return err
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, l.ari+"/asterisk/config/dynamic/res_pjsip/"+path, &text)
	if err != nil {
		return err
	}
	req.SetBasicAuth(l.user, l.password)
	req.Header.Set("Content-Type", "application/json")
	res, err := l.client.Do(req)
	if err != nil {
		return fmt.Errorf("ask Asterisk for %s: %w", path, err)
	}
	defer res.Body.Close() //nolint:errcheck // read below
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("ask Asterisk for %s: %s", path, res.Status)
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(res.Body).Decode(answer)
}
