package main

import (
	"errors"
	"net/url"
)

// alertSettings say who is told when something must be seen at once and no supervisor is there.
type alertSettings struct {
	AlertTo string `name:"alert-to" env:"ALO116_ALERT_TO" placeholder:"https://…" help:"An address of your own that wakes somebody: told of broken glasses and danger while no supervisor is there or looks, by kind, time and count only; nobody is without it."`
}

// alertAddress gives where to tell it; nil if nowhere. It may hold a secret, and is in no error.
func (s alertSettings) alertAddress() (*url.URL, error) {
	if s.AlertTo == "" {
		return nil, nil
	}
	u, err := url.Parse(s.AlertTo)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return nil, errors.New("--alert-to is not an address like https://alarm.example/hook: give one that is reached by https, without a name or password before the host")
	}
	return u, nil
}
