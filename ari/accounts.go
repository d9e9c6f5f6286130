package ari

import (
	"cmp"
	"context"
	"crypto/rand"
	"strings"
	"sync"

	"alo116/queue"
)

// Account is what a person's phone signs in to Asterisk with.
type Account struct {
	User     string
	Password string
}

// accounts are the SIP accounts that exist, or are to exist as soon as Asterisk is there. They live
// in Asterisk's memory and in ours, and nowhere else.
type accounts struct {
	prefix string // of the users of our application

	making sync.Mutex // one at a time, so two tabs of a person get the same account

	mu      sync.Mutex
	byAgent map[queue.AgentID]*account // of the browsers of those who are signed in
	desks   map[queue.AgentID]*account
	byUser  map[string]*account
	doomed  map[string]bool // users of desk phones that are revoked and not dropped yet
	codecs  string
}

type account struct {
	Account
	agent      queue.AgentID
	desk       bool // it is a desk phone's
	used       bool // of a desk phone: it rings, and the browser does not
	md5        bool // of a desk phone: it proves its password by MD5
	registered bool // a phone is there, as far as was told; the loop's own
	differs    bool // from what the last audit found; the loop's own
}

func newAccounts(app string) *accounts {
	return &accounts{prefix: app + "-", byAgent: map[queue.AgentID]*account{}, desks: map[queue.AgentID]*account{}, byUser: map[string]*account{},
		doomed: map[string]bool{}, codecs: "alaw"}
}

// user is whom to ring for an agent.
func (s *accounts) user(id queue.AgentID) (string, bool) {
	if acc := s.rung(id); acc != nil {
		return acc.User, true
	}
	return "", false
}

// rung is the account whose phone is an agent's: the desk phone's if they chose it. Nobody's phone counts who is not signed in.
func (s *accounts) rung(id queue.AgentID) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	browser, desk := s.byAgent[id], s.desks[id]
	if browser != nil && desk != nil && desk.used {
		return desk
	}
	return browser
}

func (s *accounts) find(id queue.AgentID) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byAgent[id]
}

func (s *accounts) owner(user string) *account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.byUser[user]
}

func (s *accounts) all() (list []*account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, acc := range s.byUser {
		list = append(list, acc)
	}
	return list
}

func (s *accounts) add(acc *account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byUser[acc.User] = acc
	s.shelf(acc)[acc.agent] = acc
}

func (s *accounts) remove(acc *account) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.shelf(acc), acc.agent)
	delete(s.byUser, acc.User)
}

// shelf is where an account stands.
func (s *accounts) shelf(acc *account) map[queue.AgentID]*account {
	if acc.desk {
		return s.desks
	}
	return s.byAgent
}

// fresh makes up an account that cannot be guessed.
func (s *accounts) fresh(id queue.AgentID) *account {
	return &account{agent: id, Account: Account{
		User:     s.prefix + strings.ToLower(rand.Text()[:8]),
		Password: (rand.Text() + rand.Text())[:32],
	}}
}

// Account gives the SIP account of a person's browser, the same for all their tabs, and makes it if there is none.
// While Asterisk is away the account is promised: it is made as soon as Asterisk is back.
func (a *Adapter) Account(ctx context.Context, id queue.AgentID) (Account, error) {
	a.accounts.making.Lock()
	defer a.accounts.making.Unlock()
	if acc := a.accounts.find(id); acc != nil {
		a.inbox.push(tellPhone{id})
		return acc.Account, nil
	}
	acc := a.accounts.fresh(id)
	a.accounts.add(acc)         // first, so that a link that comes up meanwhile makes it too
	a.inbox.push(tellPhone{id}) // their desk phone may be there
	if a.State() != Live {
		return acc.Account, nil
	}
	if err := a.rest.makeAccount(ctx, acc, a.accounts.preferred()); err != nil && status(err) != 0 {
		a.accounts.remove(acc)
		return Account{}, err
	}
	return acc.Account, nil
}

// Revoke removes the account of a person's browser: their phone can neither ring nor register any more. A talk
// that goes on is not touched.
func (a *Adapter) Revoke(ctx context.Context, id queue.AgentID) error {
	a.accounts.making.Lock()
	defer a.accounts.making.Unlock()
	acc := a.accounts.find(id)
	if acc == nil {
		return nil
	}
	a.accounts.remove(acc)
	a.inbox.push(tellPhone{id})
	return a.rest.dropAccount(ctx, acc.User)
}

func (s *accounts) preferred() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.codecs
}

func (s *accounts) prefer(codecs string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codecs = cmp.Or(codecs, s.codecs)
}
