package main

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/rs/zerolog"

	"alo116/agent"
	"alo116/ari"
	"alo116/queue"
	"alo116/sql"
	"alo116/web"
	"alo116/web/scan"
)

// house is the service with all its rooms, wired: facts go to the loop, what the loop hands out goes
// to Asterisk, the journal, the screens and the metrics.
type house struct {
	log        zerolog.Logger
	registry   *prometheus.Registry
	policy     atomic.Pointer[queue.Policy]
	policyFile string
	unkept     []sql.PolicyVersion // the reload's own: not in the database yet
	keysSaid   string              // the reload's own: what was logged of the keys last
	form       string              // the version that new contacts are begun with
	retention  retentionSettings
	keys       *sql.Keys
	store      *sql.Store
	journal    *sql.Journal
	loop       *loop
	asterisk   *ari.Adapter
	accounts   *accounts
	desks      *desks
	hub        *agent.Hub
	site       *web.Site
	scanner    *scan.Clamd // of documents; nil if there is none
	sip        *url.URL
	sipTLS     *tls.Config
	door       door
}

// open builds the rooms, the settings' own faults first. Nothing runs yet.
func (s *serveCommand) open(ctx context.Context, log zerolog.Logger) (*house, error) {
	h := &house{log: log, registry: prometheus.NewRegistry(), policyFile: s.PolicyFile, form: s.FormVersion,
		retention: s.retentionSettings}
	h.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if err := errors.Join(checkForm(s.FormVersion), checkPrefix(s.CasePrefix), s.checkServer()); err != nil {
		return nil, err
	}
	rules := readPolicy(s.PolicyFile)
	if err := s.openStores(ctx, h); err != nil {
		return nil, errors.Join(rules.fault, err)
	}
	if err := h.begin(ctx, rules); err != nil {
		h.close()
		return nil, err
	}
	if err := s.openRooms(ctx, h); err != nil {
		h.close()
		return nil, err
	}
	h.wire()
	return h, nil
}

// openRooms opens what needs the database. The journal comes last, for its folder belongs to one instance.
func (s *serveCommand) openRooms(ctx context.Context, h *house) (err error) {
	if err = s.openDoors(h); err != nil {
		return err
	}
	if err = h.check(ctx); err != nil {
		return err
	}
	if h.journal, err = h.store.Journal(sql.JournalConfig{Dir: s.SpoolDir, Metrics: h.registry}); err != nil {
		return err
	}
	if err = s.openScanner(ctx, h); err != nil {
		return err
	}
	return s.openSite(h)
}

// openStores opens the database.
func (s *serveCommand) openStores(ctx context.Context, h *house) (err error) {
	if err = cmp.Or(s.validate(), s.keyringSettings.validate()); err != nil {
		return err
	}
	if h.store, h.keys, err = s.openStore(ctx, h.log); err != nil {
		return err
	}
	if err = h.checkStore(ctx); err != nil {
		h.store.Close()
		return err
	}
	h.store.CodeCases(s.CasePrefix)
	s.fill(ctx, h.store, h.log)
	return nil
}

// checkStore tells whether the database and the keyring can be worked with. One of two keyring folders is enough for a start.
func (h *house) checkStore(ctx context.Context) error {
	if err := checkDatabase(ctx, h.store); err != nil {
		return err
	}
	if tooMuch, err := h.store.TooMuch(ctx); err != nil {
		return err
	} else if tooMuch {
		h.log.Warn().Msg(ownsItsTables)
	}
	if err := h.store.Keyring(ctx); err != nil {
		if err := h.store.KeyringUsable(ctx); err != nil {
			return err
		}
		h.log.Error().Err(err).Msg("the keyring is not whole")
	}
	return nil
}

// openDoors readies what lets facts in: Asterisk, and the screens' certificate.
func (s *serveCommand) openDoors(h *house) (err error) {
	exchange, err := s.config(h.log)
	if err != nil {
		return err
	}
	if h.sip, err = s.sipURL(); err != nil {
		return err
	}
	if h.door, err = s.tlsSettings.open(filepath.Dir(s.KeyFile)); err != nil {
		return err
	}
	h.loop = newLoop(queue.New(h.policy.Load(), queue.Config{Epoch: uint64(time.Now().UnixMicro())}))
	exchange.Emit, exchange.Identify, exchange.Metrics = h.loop.emit, h.identify, ari.NewMetrics(h.registry)
	exchange.DeskMD5, exchange.Silenced = s.DeskMD5, func(id queue.AgentID, offer queue.OfferID) { h.hub.Silenced(id, offer) }
	exchange.Dialled = dialled(h.store.Contacts().Dialled)
	h.sipTLS = exchange.TLS
	h.asterisk = ari.New(exchange)
	h.accounts = newAccounts(h.asterisk)
	h.desks = &desks{settings: s.deskSettings, store: h.store, asterisk: h.asterisk, log: h.log}
	return nil
}

// wire connects the loop's outlets.
func (h *house) wire() {
	counts := newMetrics(h.registry, h.policy.Load(), h.loop.facts.len)
	h.loop.do = h.asterisk.Do
	h.loop.record = func(records []queue.Record) {
		h.journal.Append(records)
		counts.record(records)
		h.hub.Record(records)
	}
	h.loop.publish = func(v queue.View) {
		counts.publish(v)
		h.hub.Publish(v)
	}
}

// recallToday tells the screens what today was like before this start.
func (h *house) recallToday(ctx context.Context) error {
	y, m, d := time.Now().Date()
	lines, err := h.store.Today(ctx, time.Date(y, m, d, 0, 0, 0, 0, time.Local))
	if err != nil {
		return err
	}
	today := make([]agent.LineToday, len(lines))
	for i, l := range lines {
		today[i] = agent.LineToday(l)
	}
	h.hub.SetToday(today)
	return nil
}

// recallCalls tells the queue of calls that an earlier life left without an end in the journal.
func (h *house) recallCalls(ctx context.Context) error {
	calls, err := h.store.Unended(ctx)
	if err != nil || len(calls) == 0 {
		return err
	}
	h.loop.emit(queue.CallsRecalled{Calls: calls})
	return nil
}

func (h *house) close() { h.store.Close() }
