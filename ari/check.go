package ari

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// oldest is the first Asterisk without known holes in ARI.
const oldest = "22.10.1"

// ErrAway tells that Asterisk does not answer. It may come later: Run waits for it.
var ErrAway = errors.New("asterisk cannot be reached over ARI")

// Check tells in one sentence what keeps us from working with this Asterisk; nil if nothing does.
func (a *Adapter) Check(ctx context.Context) error {
	var info struct {
		System struct {
			Version string `json:"version"`
		} `json:"system"`
	}
	err := a.rest.resend(ctx, "check", http.MethodGet, "/asterisk/info?only=system", nil, &info)
	switch {
	case status(err) == http.StatusUnauthorized:
		return fmt.Errorf("asterisk refuses the ARI user %q: check the user and password in ari.conf", a.cfg.User)
	case status(err) == http.StatusForbidden:
		return fmt.Errorf("asterisk does not let this address use ARI: check permit in ari.conf")
	case why(err) == unproven:
		return errors.New(unproven + ": give --ari-ca or ALO116_ARI_CA the file that tlscertfile in its http.conf names")
	case missing(err):
		return fmt.Errorf("there is no ARI at the address: check that it ends in /ari and that res_ari is loaded")
	case err != nil:
		return fmt.Errorf("%w: %w", ErrAway, err)
	case a.cfg.App == "" || strings.Trim(a.cfg.App, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "":
		return fmt.Errorf("the ARI application's name must be of lower-case letters, digits, - and _")
	case !atLeast(info.System.Version, oldest):
		return fmt.Errorf("asterisk is %s, and must be %s or newer", info.System.Version, oldest)
	}
	return nil
}

// TrunkInTheClear tells whether calls come from the carrier without TLS.
func (a *Adapter) TrunkInTheClear(ctx context.Context) (bool, error) {
	var fields []field
	if err := a.rest.resend(ctx, "ask for the trunk", http.MethodGet, "/asterisk/config/dynamic/res_pjsip/transport/trunk", nil, &fields); err != nil {
		return false, err
	}
	for _, f := range fields {
		if f.Attribute == "protocol" {
			return f.Value != "tls" && f.Value != "wss", nil
		}
	}
	return false, errors.New("ask for the trunk: Asterisk does not tell its protocol")
}

// atLeast compares versions like "22.10.1" and "22.10.1+dfsg-1" by their numbers.
func atLeast(version, least string) bool {
	for _, want := range strings.Split(least, ".") {
		var part string
		part, version, _ = strings.Cut(version, ".")
		digits := part[:len(part)-len(strings.TrimLeft(part, "0123456789"))]
		got, err := strconv.Atoi(digits)
		if err != nil {
			return false
		}
		if w, _ := strconv.Atoi(want); got != w {
			return got > w
		}
	}
	return true
}
