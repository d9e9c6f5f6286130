package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"alo116/web"
)

// signInSettings say how people sign in.
type signInSettings struct {
	Origin       string        `env:"ALO116_ORIGIN" placeholder:"https://…" help:"Where browsers find the pages. Passkeys belong to its name; without it they belong to whatever name was typed."`
	SecondFactor string        `name:"second-factor" env:"ALO116_SECOND_FACTOR" enum:"offered,required" default:"required" help:"'required' lets nobody in without a passkey or a code; who has none adds one right after the password. 'offered' leaves it to each."`
	LockAfter    time.Duration `name:"lock-after" env:"ALO116_LOCK_AFTER" default:"10m" help:"A screen that nobody touched for so long is covered; 0 is never."`
	oidcSettings `prefix:"oidc-"`
}

// oidcSettings say where an organisation's own sign-in is.
type oidcSettings struct {
	Issuer     string `env:"ALO116_OIDC_ISSUER" placeholder:"https://…" help:"The organisation's own sign-in (OpenID Connect); none without it."`
	ClientID   string `name:"client-id" env:"ALO116_OIDC_CLIENT_ID" help:"How this service is called there."`
	SecretFile string `name:"secret-file" env:"ALO116_OIDC_SECRET_FILE" placeholder:"FILE" help:"A file that holds the secret it was given there."`
	Claim      string `env:"ALO116_OIDC_CLAIM" default:"preferred_username" help:"The claim that holds people's login here."`
	AllowRS256 bool   `name:"allow-rs256" env:"ALO116_OIDC_ALLOW_RS256" help:"Takes tokens signed by RS256, too, which is not approved any more: only for a provider that can do no better. Without it they are ES256, ES384, ES512, PS256, PS384, PS512 or EdDSA."`
	Name       string `env:"ALO116_OIDC_NAME" default:"OpenID" help:"How its button is called."`
}

// origin checks what was set and gives it without a slash behind.
func (s signInSettings) origin() (string, error) {
	if s.Origin == "" {
		return "", nil
	}
	u, err := url.Parse(strings.TrimSuffix(s.Origin, "/"))
	if err != nil || u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil {
		return "", fmt.Errorf("--origin %q is not an address like https://alo116.example", s.Origin)
	}
	return u.String(), nil
}

// oidc gives the organisation's own sign-in, or nil if there is none.
func (s oidcSettings) oidc() (*web.OIDC, error) {
	if s.Issuer == "" {
		return nil, nil
	}
	u, err := url.Parse(s.Issuer)
	if err != nil || u.Host == "" || (u.Scheme != "https" && !isLoopback(u.Hostname())) {
		return nil, fmt.Errorf("--oidc-issuer %q is not an address like https://id.example", s.Issuer)
	}
	secret, err := secret("", s.SecretFile, "oidc-secret")
	if err != nil {
		return nil, fmt.Errorf("the organisation's own sign-in: %w", err)
	}
	if s.ClientID == "" || secret == "" || s.Claim == "" {
		return nil, errors.New("the organisation's own sign-in is half set: give ALO116_OIDC_CLIENT_ID, ALO116_OIDC_SECRET_FILE and ALO116_OIDC_CLAIM too")
	}
	return &web.OIDC{Name: s.Name, Issuer: s.Issuer, ClientID: s.ClientID, ClientSecret: secret, Claim: s.Claim, AllowRS256: s.AllowRS256}, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
