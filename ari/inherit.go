package ari

import (
	"context"
	"net/url"
	"strings"

	"alo116/queue"
)

// inherit takes over the account of a browser that an earlier life of this program made, so that its phone need
// not register anew; one that cannot be understood is removed, and so is a desk phone's that was revoked meanwhile.
func (a *Adapter) inherit(ctx context.Context, user string) error {
	if strings.HasPrefix(user, a.accounts.prefix+deskMark) {
		return a.rest.dropAccount(ctx, user)
	}
	var endpoint, auth []field
	err := a.list(ctx, "/asterisk/config/dynamic/res_pjsip/endpoint/"+url.PathEscape(user), &endpoint)
	if err == nil {
		err = a.list(ctx, "/asterisk/config/dynamic/res_pjsip/auth/"+url.PathEscape(user), &auth)
	}
	if err != nil && !missing(err) {
		return err
	}
	agent, password := value(endpoint, agentField), value(auth, "password")
	if agent == "" || password == "" || a.accounts.find(queue.AgentID(agent)) != nil {
		return a.rest.dropAccount(ctx, user)
	}
	acc := &account{agent: queue.AgentID(agent), Account: Account{User: user, Password: password}}
	a.accounts.add(acc)
	if value(auth, hashField) == safeHash {
		return nil
	}
	return a.rest.strengthen(ctx, acc)
}

// strengthen has an account of an earlier version of ours, which took MD5, proven as today. Asterisk adds a hash that it
// is given to those it has, so what it has goes first.
func (r *rest) strengthen(ctx context.Context, acc *account) error {
	err := r.repeat(ctx, "account", func() error { return r.lib.Asterisk().Config().Delete(configKey("auth", acc.User)) })
	if err != nil && !missing(err) {
		return err
	}
	return r.put(ctx, "auth", acc.User, authFields(acc))
}

func value(fields []field, name string) string {
	for _, f := range fields {
		if f.Attribute == name {
			return f.Value
		}
	}
	return ""
}
