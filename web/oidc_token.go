package web

import (
	"context"
	"crypto/subtle"
	"errors"

	goidc "github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"golang.org/x/oauth2"
)

// approved are the ways to sign a token that OWASP's ASVS 5.0 (11.6.1, appendix C) approves of.
var approved = []string{goidc.ES256, goidc.ES384, goidc.ES512, goidc.PS256, goidc.PS384, goidc.PS512, goidc.EdDSA}

// signatures are the ways that a token may be signed in here, whatever the provider says it uses.
func (o *oidc) signatures() []string {
	if o.cfg.AllowRS256 {
		return append([]string{goidc.RS256}, approved...)
	}
	return approved
}

// isRS256 tells whether a token says that it is signed so, which is no proof that it is.
func isRS256(raw string) bool {
	_, err := jose.ParseSigned(raw, []jose.SignatureAlgorithm{jose.RS256})
	return err == nil
}

// redeem turns the code into a token and verifies it: signature, issuer, audience, time, and that it is of this visit.
func (o *oidc) redeem(ctx context.Context, origin, code string, v visit) (*goidc.IDToken, error) {
	provider, err := o.ask(ctx)
	if err != nil {
		return nil, err
	}
	ctx = goidc.ClientContext(ctx, o.client)
	given, err := o.oauth(provider, origin).Exchange(ctx, code, oauth2.VerifierOption(v.verifier))
	if refused := new(oauth2.RetrieveError); errors.As(err, &refused) {
		return nil, oidcDenied
	}
	if err != nil {
		return nil, errors.New("exchange the code: the provider did not answer as it should") // its own words may hold the code
	}
	raw, _ := given.Extra("id_token").(string)
	if !o.cfg.AllowRS256 && isRS256(raw) {
		return nil, oidcWeak
	}
	token, err := provider.Verifier(&goidc.Config{ClientID: o.cfg.ClientID, SupportedSigningAlgs: o.signatures()}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(v.nonce)) != 1 {
		return nil, oidcForged
	}
	var to struct {
		Party string `json:"azp"`
	}
	if token.Claims(&to) != nil || (to.Party != "" && to.Party != o.cfg.ClientID) {
		return nil, oidcForged
	}
	return token, nil
}
