package ari

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	cy "github.com/CyCoreSystems/ari/v5"
)

// field is one setting of a dynamic object of Asterisk's.
type field = cy.ConfigTuple

// authFields, aorFields and endpointFields describe a browser's account. Its names are the user's.
func authFields(acc *account) []field {
	return []field{{Attribute: "auth_type", Value: "digest"}, {Attribute: "username", Value: acc.User},
		{Attribute: "password", Value: acc.Password}, {Attribute: hashField, Value: acc.hash()}}
}

// By which hash a phone proves its password: RFC 8760. MD5 is neither asked for nor taken.
const hashField, safeHash = "supported_algorithms_uas", "SHA-256"

func aorFields() []field {
	return []field{
		{Attribute: "max_contacts", Value: "1"}, // the last tab has the phone
		{Attribute: "remove_existing", Value: "yes"},
		{Attribute: "minimum_expiration", Value: "30"}, {Attribute: "default_expiration", Value: "120"},
		{Attribute: "maximum_expiration", Value: "300"},
	}
}

func endpointFields(acc *account, codecs string) []field {
	return append(commonFields(acc),
		field{Attribute: "webrtc", Value: "yes"}, field{Attribute: "dtls_auto_generate_cert", Value: "yes"},
		field{Attribute: "dtls_cipher", Value: dtlsCiphers},
		field{Attribute: "disallow", Value: "all"}, field{Attribute: "allow", Value: codecs},
		// A browser sends all the time, even muted. Silence on the wire is a lost phone.
		field{Attribute: "rtp_timeout", Value: "8"}, field{Attribute: "rtp_timeout_hold", Value: "30"})
}

// commonFields are those of each phone of a person.
func commonFields(acc *account) []field {
	return []field{
		{Attribute: "context", Value: "agents"}, // where nothing can be dialled
		{Attribute: "auth", Value: acc.User}, {Attribute: "aors", Value: acc.User},
		{Attribute: "direct_media", Value: "no"},
		// Nobody's number is told to the phone, and no phone can transfer by itself.
		{Attribute: "send_connected_line", Value: "no"}, {Attribute: "send_pai", Value: "no"},
		{Attribute: "send_rpid", Value: "no"}, {Attribute: "trust_id_outbound", Value: "no"},
		{Attribute: "allow_transfer", Value: "no"}, {Attribute: "allow_subscribe", Value: "no"},
		{Attribute: agentField, Value: string(acc.agent)},
	}
}

// dtlsCiphers have forward secrecy and authenticate what they encrypt. The certificate that Asterisk makes is an ECDSA one.
const dtlsCiphers = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256"

// agentField tells whose account it is, to a later life of this program.
const agentField = "accountcode"

func configKey(kind, user string) *cy.Key {
	return cy.NewKey("config", cy.ConfigID("res_pjsip", kind, user))
}

// makeAccount makes or remakes an account, and has its phone's state told.
func (r *rest) makeAccount(ctx context.Context, acc *account, codecs string) error {
	aor, endpoint := aorFields(), endpointFields(acc, codecs)
	if acc.desk {
		aor, endpoint = deskAORFields(), deskFields(acc)
	}
	for _, o := range []struct {
		kind   string
		fields []field
	}{{"auth", authFields(acc)}, {"aor", aor}, {"endpoint", endpoint}} {
		if err := r.put(ctx, o.kind, acc.User, o.fields); err != nil {
			return err
		}
	}
	return r.watch(ctx, acc.User)
}

func (r *rest) put(ctx context.Context, kind, user string, fields []field) error {
	return r.repeat(ctx, "account", func() error { return r.lib.Asterisk().Config().Update(configKey(kind, user), fields) })
}

// watch has the state of a phone told. It also brings the events of its channels, a second time.
// Asterisk knows a new account a moment after it has accepted it, and until then refuses with 422.
func (r *rest) watch(ctx context.Context, user string) error {
	for pause := 5 * time.Millisecond; ; pause *= 2 {
		err := r.repeat(ctx, "account", func() error {
			return r.lib.Application().Subscribe(cy.NewKey(cy.ApplicationKey, r.app), "endpoint:PJSIP/"+user)
		})
		if status(err) != http.StatusUnprocessableEntity || pause > time.Second {
			return err
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return err
		}
	}
}

// dropAccount removes an account. What of it is gone already is as good.
func (r *rest) dropAccount(ctx context.Context, user string) error {
	err := r.repeat(ctx, "revoke", func() error {
		return r.lib.Application().Unsubscribe(cy.NewKey(cy.ApplicationKey, r.app), "endpoint:PJSIP/"+user)
	})
	if err != nil && !absent(err) {
		return err
	}
	for _, kind := range []string{"endpoint", "aor", "auth"} {
		err = r.repeat(ctx, "revoke", func() error { return r.lib.Asterisk().Config().Delete(configKey(kind, user)) })
		if err != nil && !missing(err) {
			return err
		}
	}
	return nil
}

// endpointInfo is what Asterisk lists of a phone.
type endpointInfo struct {
	User  string `json:"resource"`
	State string `json:"state"`
}

// restore makes our accounts in Asterisk what they are to be, and tells which have a phone.
func (a *Adapter) restore(ctx context.Context) (map[string]bool, error) {
	if err := a.chooseCodecs(ctx); err != nil {
		return nil, err
	}
	var there []endpointInfo
	if err := a.list(ctx, "/endpoints/PJSIP", &there); err != nil && !missing(err) {
		return nil, err
	}
	for _, e := range there {
		if strings.HasPrefix(e.User, a.accounts.prefix) && a.accounts.owner(e.User) == nil {
			if err := a.inherit(ctx, e.User); err != nil {
				return nil, err
			}
		}
	}
	for _, acc := range a.accounts.all() {
		if slices.ContainsFunc(there, func(e endpointInfo) bool { return e.User == acc.User }) {
			if err := a.keep(ctx, acc); err != nil {
				return nil, err
			}
		} else if err := a.rest.makeAccount(ctx, acc, a.accounts.preferred()); err != nil {
			return nil, err
		}
	}
	return a.phones(ctx)
}

// phones lists the accounts there are, and which of them have a phone.
func (a *Adapter) phones(ctx context.Context) (map[string]bool, error) {
	var there []endpointInfo
	if err := a.list(ctx, "/endpoints/PJSIP", &there); err != nil && !missing(err) {
		return nil, err
	}
	up := map[string]bool{}
	for _, e := range there {
		up[e.User] = e.State == "online"
	}
	return up, nil
}

// chooseCodecs prefers Opus where this Asterisk can translate it, and otherwise the trunk's A-law
// alone: offered more, browsers choose µ-law, and every call would be translated.
func (a *Adapter) chooseCodecs(ctx context.Context) error {
	for _, module := range []string{"codec_opus_open_source.so", "codec_opus.so"} {
		var m struct {
			Status string `json:"status"`
		}
		err := a.rest.resend(ctx, "sync", http.MethodGet, "/asterisk/modules/"+module, nil, &m)
		switch {
		case err == nil && m.Status == "Running":
			a.accounts.prefer("opus,alaw")
			return nil
		case err != nil && !missing(err) && status(err) != http.StatusConflict:
			return err
		}
	}
	a.accounts.prefer("alaw")
	return nil
}
