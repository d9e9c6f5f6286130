package ari

import (
	"context"
	"crypto/rand"
	"errors"
	"maps"
	"slices"
	"strings"

	"alo116/queue"
)

// A desk phone is a SIP phone on the table, over TLS with SDES-SRTP, which somebody uses in place of their browser's. Its
// account outlives this program and Asterisk: it is made up here once, kept by who calls, and given back at each start.

// deskMark tells the names of desk phones from those of browsers.
const deskMark = "desk-"

// Desk is a person's desk phone.
type Desk struct {
	Agent queue.AgentID
	Account
	Used bool // it rings, and the browser does not
}

// FreshDesk makes up what a desk phone signs in with: 50 random bits of name, 130 of password.
func (a *Adapter) FreshDesk() Account {
	return Account{User: a.accounts.prefix + deskMark + strings.ToLower(rand.Text()[:10]), Password: rand.Text()}
}

// Desks makes the desk phones those of the list. One that is not in it any more neither rings nor registers from now on; a talk
// that goes on is not touched. It may be given as often as one likes: what failed is tried again. While Asterisk is away they are promised.
func (a *Adapter) Desks(ctx context.Context, list []Desk) error {
	a.accounts.making.Lock()
	defer a.accounts.making.Unlock()
	fresh, changed := a.accounts.agree(list, a.cfg.DeskMD5)
	for id := range changed {
		a.inbox.push(tellPhone{id})
	}
	if a.State() != Live { // a link that comes up makes them
		return nil
	}
	var faults []error
	for _, user := range a.accounts.dooms() {
		err := a.rest.dropAccount(ctx, user)
		if err == nil {
			a.accounts.dropped(user)
		}
		faults = append(faults, err)
	}
	for _, acc := range fresh {
		err := a.rest.makeAccount(ctx, acc, "")
		if err != nil {
			a.accounts.remove(acc)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

func (s *accounts) dooms() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.doomed))
}

func (s *accounts) dropped(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.doomed, user)
}

// agree makes the desk phones those of the list, and tells which are new, and for whom something changed.
func (s *accounts) agree(list []Desk, md5 bool) (fresh []*account, changed map[queue.AgentID]bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed = map[queue.AgentID]bool{}
	wanted := map[string]bool{}
	for _, d := range list {
		wanted[d.User] = true
	}
	for id, acc := range s.desks {
		if !wanted[acc.User] {
			delete(s.desks, id)
			delete(s.byUser, acc.User)
			s.doomed[acc.User], changed[id] = true, true
		}
	}
	for _, d := range list {
		acc := s.desks[d.Agent]
		if acc == nil {
			acc = &account{Account: d.Account, agent: d.Agent, desk: true, md5: md5}
			s.desks[d.Agent], s.byUser[d.User] = acc, acc
			fresh, changed[d.Agent] = append(fresh, acc), true
		}
		if acc.used != d.Used {
			acc.used, changed[d.Agent] = d.Used, true
		}
	}
	return fresh, changed
}

// Uses tells whether a person's phone is their desk phone.
func (a *Adapter) Uses(id queue.AgentID) bool {
	acc := a.accounts.rung(id)
	return acc != nil && acc.desk
}

// hash is the one by which a phone proves its password. Phones that know MD5 alone stumble over a second question beside it.
func (acc *account) hash() string {
	if acc.md5 {
		return "MD5"
	}
	return safeHash
}

// deskAORFields have a phone asked every ten seconds whether it is there: one whose plug was pulled says nothing by itself.
func deskAORFields() []field {
	return []field{
		{Attribute: "max_contacts", Value: "1"}, {Attribute: "remove_existing", Value: "yes"},
		{Attribute: "minimum_expiration", Value: "60"}, {Attribute: "default_expiration", Value: "300"},
		{Attribute: "maximum_expiration", Value: "3600"},
		{Attribute: "qualify_frequency", Value: "10"}, {Attribute: "qualify_timeout", Value: "3"},
	}
}

// deskFields describe the account of a desk phone. It is called by its own transport only, so never in the clear.
func deskFields(acc *account) []field {
	return append(commonFields(acc),
		field{Attribute: "transport", Value: "desk"}, field{Attribute: "rewrite_contact", Value: "yes"},
		field{Attribute: "rtp_symmetric", Value: "yes"},
		field{Attribute: "media_encryption", Value: "sdes"}, field{Attribute: "media_encryption_optimistic", Value: "no"},
		field{Attribute: "disallow", Value: "all"}, field{Attribute: "allow", Value: "alaw"},
		// It may send no more than a comfort noise now and then while nobody speaks (RFC 3389).
		field{Attribute: "rtp_timeout", Value: "30"}, field{Attribute: "rtp_timeout_hold", Value: "600"})
}

// keep has the state of an account's phone told that Asterisk has, and brings what a desk phone may prove itself by up to date.
func (a *Adapter) keep(ctx context.Context, acc *account) error {
	if acc.desk {
		var auth []field
		if err := a.list(ctx, "/asterisk/config/dynamic/res_pjsip/auth/"+acc.User, &auth); err != nil && !missing(err) {
			return err
		}
		if value(auth, "password") != acc.Password || value(auth, hashField) != acc.hash() {
			if err := a.rest.strengthen(ctx, acc); err != nil {
				return err
			}
		}
	}
	return a.rest.watch(ctx, acc.User)
}
