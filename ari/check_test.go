package ari

import (
	"context"
	"strings"
	"testing"

	"alo116/ari/aritest"
	"alo116/queue"
)

func TestCheckSaysWhatToDo(t *testing.T) {
	s := aritest.New(t)
	for name, c := range map[string]struct {
		change func(*Config)
		says   string
	}{
		"right":    {func(*Config) {}, ""},
		"password": {func(c *Config) { c.Password = "wrong" }, "refuses the ARI user"},
		"away":     {func(c *Config) { c.URL = "http://127.0.0.1:1/ari" }, "cannot be reached"},
		"path":     {func(c *Config) { c.URL = strings.TrimSuffix(c.URL, "ari") }, "ends in /ari"},
		"name":     {func(c *Config) { c.App = "alo 116" }, "lower-case"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &bundle{t: t, asterisk: s, pace: quick}
			cfg := b.config(func(queue.Event) {}, &lockedBuffer{})
			c.change(&cfg)
			a := newAdapter(cfg, quick)
			t.Cleanup(a.rest.http.CloseIdleConnections)
			err := a.Check(context.Background())
			if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("said %v, wanted %q", err, c.says)
			}
		})
	}
}

func TestAtLeast(t *testing.T) {
	for v, is := range map[string]bool{"22.10.1": true, "22.10.1+dfsg+~cs6": true, "22.10.0": false, "22.11.0": true, "23.0.0-rc1": true,
		"22.9.4": false, "20.19.1": false, "GIT-22-abc": false, "": false, "22.10": false} {
		if atLeast(v, oldest) != is {
			t.Errorf("%q: %v", v, !is)
		}
	}
}
