package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"alo116/ari"
	"alo116/sql"
)

// serveCommand runs the service.
type serveCommand struct {
	databaseSettings
	asteriskSettings
	tlsSettings
	signInSettings
	alertSettings
	logSettings
	retentionSettings
	directorySettings
	deskSettings
	scanSettings
	Listen      string        `env:"ALO116_LISTEN" default:":8116" help:"Address of the screens (HTTPS)."`
	PolicyFile  string        `name:"policy-file" env:"ALO116_POLICY_FILE" placeholder:"FILE" help:"The helpline's rules: lines, skills, hours."`
	FormVersion string        `name:"form-version" env:"ALO116_FORM_VERSION" default:"${form}" help:"Version of the form that new contacts are begun with (${form} unless set)."`
	CasePrefix  string        `name:"case-prefix" env:"ALO116_CASE_PREFIX" default:"${casecode}" help:"What the codes of new cases begin with: 1 to 8 capital letters (${casecode} unless set)."`
	EnterWithin time.Duration `name:"enter-within" env:"ALO116_ENTER_WITHIN" default:"744h" help:"How long after a contact that was no call (a visit, a letter) it may be entered."`
	SpoolDir    string        `name:"spool-dir" env:"ALO116_SPOOL_DIR" default:"spool" help:"Folder where the journal waits, encrypted, while the database is away."`
}

// Help is shown by 'alo116 serve --help'.
func (serveCommand) Help() string {
	return `Example:

  ALO116_DATABASE_URL=postgres://alo116@localhost/alo116 ALO116_KEY_FILE=/etc/alo116/keys.json \
  ALO116_KEYRING_DIR=/var/lib/alo116/keyring \
  ALO116_POLICY_FILE=/etc/alo116/policy.json ALO116_ARI_PASSWORD_FILE=/etc/alo116/ari \
  ALO116_TLS_CERT=cert.pem ALO116_TLS_KEY=key.pem alo116 serve

SIGHUP reads the policy file and the key file again, and keeps the old rules if the new ones cannot work. A stop (Ctrl-C, SIGTERM) ends no call: Asterisk keeps talks and music going, and the next start takes them over.`
}

// Run serves until the context ends.
func (s *serveCommand) Run(ctx context.Context, term stdio) error {
	log := s.logger(term.err)
	listener, err := net.Listen("tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("the address %s cannot be used (%w): stop what uses it, or choose another with --listen", s.Listen, err)
	}
	defer listener.Close()
	plain, err := s.listenPlain()
	if err != nil {
		return err
	}
	h, err := s.open(ctx, log)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.recall(ctx); err != nil {
		return err
	}
	if err := h.store.Audit(ctx, sql.Act{Action: "service.started", Object: "version:" + version()}); err != nil {
		return err
	}
	if err := h.store.AuditKeys(ctx); err != nil {
		return err
	}
	h.holdKeys(ctx)
	defer h.letKeysGo(ctx)
	beThrifty()
	s.warnOfLogs(log)
	log.Info().Str("version", version()).Str("address", listener.Addr().String()).Msg("open")
	err = h.run(ctx, listener, plain)
	log.Info().Err(err).Msg("closed")
	return err
}

// listenPlain opens the address from which browsers are led to HTTPS, if there is one.
func (s *serveCommand) listenPlain() (net.Listener, error) {
	if s.HTTPListen == "" {
		return nil, nil
	}
	plain, err := net.Listen("tcp", s.HTTPListen)
	if err != nil {
		return nil, fmt.Errorf("the address %s cannot be used (%w): stop what uses it, or choose another with --http-listen", s.HTTPListen, err)
	}
	return plain, nil
}

// recall takes up what an earlier life left in the database.
func (h *house) recall(ctx context.Context) error {
	if err := h.recallToday(ctx); err != nil {
		return err
	}
	if err := h.desks.follow(ctx); err != nil { // before the link, which drops those that it does not know
		return err
	}
	return h.recallCalls(ctx)
}

// check looks whether Asterisk is one to work with. If it is merely away, it is waited for.
func (h *house) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := h.asterisk.Check(ctx)
	if errors.Is(err, ari.ErrAway) {
		h.log.Warn().Err(err).Msg("asterisk is not there yet; waiting for it")
		return nil
	}
	if err != nil {
		return err
	}
	if clear, err := h.asterisk.TrunkInTheClear(ctx); err != nil {
		h.log.Warn().Err(err).Msg("whether the trunk is in the clear is not known")
	} else if clear {
		h.log.Warn().Msg("calls come from the carrier in the clear: whoever is on the way hears them; use deploy/asterisk/trunk.conf if the carrier can do SIP over TLS")
	}
	return nil
}

// run is the life of the service. The journal outlives everyone, for what they still have to say.
func (h *house) run(ctx context.Context, listener, plain net.Listener) error {
	journal := make(chan error, 1)
	writing, written := context.WithCancel(context.WithoutCancel(ctx))
	go func() { journal <- h.journal.Run(writing) }()

	g := newGroup(ctx)
	g.start("the queue", func(ctx context.Context) error { h.loop.run(ctx); return nil })
	g.start("the link to asterisk", h.asterisk.Run)
	g.start("the phone accounts", h.accounts.run)
	g.start("the desk phones", h.desks.run)
	g.start("the screens", h.hub.Run)
	g.start("the sessions", h.site.Run)
	g.start("the policy", h.reload)
	g.start("the purge", h.purge)
	g.start("the look at documents", h.lookAgain)
	g.start("the web server", func(ctx context.Context) error { return h.serve(ctx, listener) })
	g.start("the way to https", func(ctx context.Context) error { return h.servePlain(ctx, plain) })
	err := g.end(ctx)

	written()
	return errors.Join(err, <-journal)
}
