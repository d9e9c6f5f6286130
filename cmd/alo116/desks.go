package main

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"alo116/agent"
	"alo116/ari"
	"alo116/queue"
	"alo116/sql"
	"alo116/web"
)

// deskSettings say whether people may have SIP phones on their desks.
type deskSettings struct {
	DeskServer string `name:"desk-server" env:"ALO116_DESK_SERVER" placeholder:"HOST:PORT" help:"Where desk phones find Asterisk (SIP over TLS, its desk.conf); without it nobody has one."`
	DeskMD5    bool   `name:"desk-md5" env:"ALO116_DESK_MD5" help:"Desk phones prove their password by MD5, within TLS, not by SHA-256 (RFC 8760): for phones that know nothing else."`
}

func (s deskSettings) checkServer() error {
	if s.DeskServer == "" {
		return nil
	}
	if host, port, err := net.SplitHostPort(s.DeskServer); err != nil || host == "" || port == "" {
		return fmt.Errorf("--desk-server %q is not a name and a port: give ALO116_DESK_SERVER the like of sip.helpline.example:5061, the name in the certificate of Asterisk's desk.conf", s.DeskServer)
	}
	return nil
}

// followDesks is how soon what another process did to a desk phone (alo116 user disable) holds: what is revoked is gone within a second.
const followDesks = 400 * time.Millisecond

// desks keeps the desk phones in Asterisk those of the store.
type desks struct {
	settings deskSettings
	store    *sql.Store
	asterisk *ari.Adapter
	hub      *agent.Hub // nil until there are screens
	log      zerolog.Logger
	turn     sync.Mutex // an older list never comes after a newer one
}

// follow does it once.
func (d *desks) follow(ctx context.Context) error {
	d.turn.Lock()
	defer d.turn.Unlock()
	if d.settings.DeskServer == "" {
		return d.asterisk.Desks(ctx, nil)
	}
	kept, err := d.store.DeskPhones(ctx)
	if err != nil {
		return err
	}
	list := make([]ari.Desk, 0, len(kept))
	for _, p := range kept {
		list = append(list, ari.Desk{Agent: p.Person, Account: ari.Account{User: p.User, Password: p.Password}, Used: p.Used})
	}
	return d.asterisk.Desks(ctx, list)
}

// run does it again and again, until the context ends. While the database is away, what was last known holds.
func (d *desks) run(ctx context.Context) error {
	again := time.NewTicker(followDesks)
	defer again.Stop()
	failed := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-again.C:
		}
		err := d.follow(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			d.log.Warn().Err(err).Msg("the desk phones may not be those of the database")
		}
		failed = err != nil
	}
}

// changed does it at once, and tells the person's screens.
func (d *desks) changed(ctx context.Context, id queue.AgentID) {
	if err := d.follow(ctx); err != nil {
		d.log.Warn().Err(err).Msg("a desk phone is changed in a moment, not at once")
	}
	d.hub.Rephone(id)
}

// offered is what the site gives people desk phones by; nil if the house has none.
func (d *desks) offered() *web.DeskPhones {
	if d.settings.DeskServer == "" {
		return nil
	}
	return &web.DeskPhones{Server: d.settings.DeskServer, Changed: d.changed, Fresh: func() (user, password string) {
		fresh := d.asterisk.FreshDesk()
		return fresh.User, fresh.Password
	}}
}
