package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	stdlog "log"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"alo116/agent"
	"alo116/queue"
	"alo116/sql"
	"alo116/web"
	"alo116/web/ui"
)

// openSite makes the screens' side: the hub behind the web server.
func (s *serveCommand) openSite(h *house) error {
	pages, err := fs.Sub(ui.Files, "dist")
	if err != nil {
		return fmt.Errorf("find the pages: %w", err)
	}
	build, err := web.Build(pages)
	if err != nil {
		return err
	}
	h.hub = agent.New(agent.Config{Emit: h.hear, Contacts: h.store.Contacts().BegunWith(h.form), Callers: h.store.Contacts(), Places: h.store, Form: h.form, Phone: h.accounts.account, Handset: h.asterisk, EnterWithin: s.EnterWithin, Policy: h.policy.Load,
		Build: build, Log: h.log, Metrics: agent.NewMetrics(h.registry)})
	h.desks.hub = h.hub
	origin, err := s.origin()
	if err != nil {
		return err
	}
	elsewhere, err := s.oidc()
	if err != nil {
		return err
	}
	alertTo, err := s.alertAddress()
	if err != nil {
		return err
	}
	h.site, err = web.New(web.Config{People: people{h.store}, Staff: h.store, Sessions: h.store.Sessions(), Hub: h.hub, SIP: h.sip, SIPTLS: h.sipTLS, DeskPhones: h.desks.offered(), UI: pages,
		SecondFactorRequired: s.SecondFactor == "required", LockAfter: s.LockAfter, Origin: origin, OIDC: elsewhere, AlertTo: alertTo,
		TLS: true, Ready: h.checks(), Helpful: h.helpful(), Scanner: h.scanner, Metrics: promhttp.HandlerFor(h.registry, promhttp.HandlerOpts{}), Register: h.registry, Log: h.log})
	return err
}

// hear takes what the screens report.
func (h *house) hear(e queue.Event) {
	h.loop.emit(e)
	h.accounts.heed(e, func(err error) {
		h.log.Warn().Err(err).Msg("a phone account was not revoked; it ends with Asterisk's next start")
	})
}

// serve answers browsers until the context ends. Requests under way get a moment to finish; sockets
// are the hub's to end.
func (h *house) serve(ctx context.Context, listener net.Listener) error {
	return serveHTTP(ctx, h.site, func(server *http.Server) error {
		server.TLSConfig = h.door.tls
		return server.ServeTLS(listener, "", "")
	})
}

// servePlain leads browsers to HTTPS until the context ends. Without a listener there is nothing to do.
func (h *house) servePlain(ctx context.Context, listener net.Listener) error {
	if listener == nil {
		<-ctx.Done()
		return nil
	}
	return serveHTTP(ctx, h.door.plain, func(server *http.Server) error { return server.Serve(listener) })
}

func serveHTTP(ctx context.Context, handler http.Handler, serve func(*http.Server) error) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: stdlog.New(io.Discard, "", 0)} // its lines tell addresses; what matters is in our own log
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
		defer cancel()
		stopped <- server.Shutdown(late)
	}()
	if err := serve(server); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}

// people lets the site find who signs in.
type people struct{ store *sql.Store }

// ByID implements web.People.
func (p people) ByID(ctx context.Context, id queue.AgentID) (agent.Person, bool, error) {
	found, err := p.store.PersonByID(ctx, id)
	if errors.Is(err, sql.ErrNotFound) {
		return agent.Person{}, false, nil
	}
	return web.AgentOf(found), found.Disabled, err
}

// ByLogin implements web.People.
func (p people) ByLogin(ctx context.Context, login string) (agent.Person, string, bool, error) {
	found, err := p.store.PersonByLogin(ctx, login)
	if errors.Is(err, sql.ErrNotFound) {
		return agent.Person{}, "", false, nil
	}
	return web.AgentOf(found), found.PasswordHash, found.Disabled, err
}
