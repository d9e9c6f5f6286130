package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"alo116/ari"
	"alo116/queue"
	"alo116/sql"
)

// doctorCommand checks what the service needs, one part a line.
type doctorCommand struct {
	databaseSettings
	asteriskSettings
	asteriskFolder
	tlsSettings
	retentionSettings
	scanSettings
	PolicyFile string `name:"policy-file" env:"ALO116_POLICY_FILE" placeholder:"FILE" help:"The helpline's rules: lines, skills, hours."`
}

// Help is shown by 'alo116 doctor --help'.
func (doctorCommand) Help() string {
	return `Takes the same settings as 'alo116 serve' and changes nothing. Exit code 1 if a part is not well.`
}

// Run examines every part, also after one that is not well.
func (d *doctorCommand) Run(ctx context.Context, term stdio) error {
	ill := 0
	for _, part := range []struct {
		name  string
		check func(context.Context) error
	}{
		{"policy", d.checkPolicy}, {"keys", d.checkKeys}, {"database", d.checkStore}, {"keyring", d.checkKeyring}, {"epochs", d.checkEpochs}, {"team", d.checkTeam},
		{"asterisk", d.checkAsterisk}, {"configured", d.asteriskFolder.check}, {"certificate", d.checkCertificate}, {"retention", d.checkRetention},
		{"audit", d.checkAudit}, {"scanner", d.checkScanner},
	} {
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		err := part.check(ctx)
		cancel()
		if errors.Is(err, errNoRetention) || errors.Is(err, errNoScanner) || errors.Is(err, errNotLooked) { // it may be meant so
			fmt.Fprintf(term.out, "%-12s %v\n", part.name, err)
			continue
		}
		if err != nil {
			ill++
			fmt.Fprintf(term.out, "%-12s %v\n", part.name, err)
			continue
		}
		fmt.Fprintf(term.out, "%-12s well\n", part.name)
	}
	if ill > 0 {
		return fmt.Errorf("%d of the parts above need your help", ill)
	}
	return nil
}

func (d *doctorCommand) checkPolicy(context.Context) error {
	_, err := loadPolicy(d.PolicyFile)
	return err
}

func (d *doctorCommand) checkKeys(context.Context) error {
	_, err := d.load()
	return err
}

func (d *doctorCommand) checkKeyring(ctx context.Context) error {
	if err := d.keyringSettings.validate(); err != nil {
		return err
	}
	store, _, err := d.openStore(ctx, zerolog.Nop())
	if err != nil {
		return err
	}
	defer store.Close()
	return store.Keyring(ctx)
}

func (d *doctorCommand) checkStore(ctx context.Context) error {
	store, _, err := d.openStore(ctx, zerolog.Nop())
	if err != nil {
		return err
	}
	defer store.Close()
	return checkDatabase(ctx, store)
}

// checkTeam tells whether the policy works with the people there are.
func (d *doctorCommand) checkTeam(ctx context.Context) error {
	r := readPolicy(d.PolicyFile)
	if r.fault != nil {
		return errors.New("the policy above comes first")
	}
	store, _, err := d.openStore(ctx, zerolog.Nop())
	if err != nil {
		return errors.New("the database above comes first")
	}
	defer store.Close()
	if checkDatabase(ctx, store) != nil {
		return errors.New("the database above comes first")
	}
	members, err := team(ctx, store)
	if err == nil && len(members) == 0 {
		err = errors.New("nobody may sign in to take calls: add people with 'alo116 user add'")
	}
	return errors.Join(err, r.suits(members))
}

func (d *doctorCommand) checkAudit(ctx context.Context) error {
	if d.anchorFile() == "" {
		return errors.New("the audit trail has no anchor file: give --anchor-file or ALO116_ANCHOR_FILE, a file outside the database and its backups")
	}
	return d.withStore(ctx, func(store *sql.Store) error { return store.CheckAnchor(ctx) })
}

func (d *doctorCommand) checkScanner(ctx context.Context) error {
	scanner, err := d.scanner()
	if err != nil {
		return err
	}
	if err := scanner.Answers(ctx); err != nil {
		return fmt.Errorf("%w, so no document is taken: look at 'systemctl status clamav-daemon' and at ALO116_CLAMD", err)
	}
	return nil
}

func (d *doctorCommand) checkAsterisk(ctx context.Context) error {
	exchange, err := d.config(zerolog.Nop())
	if err != nil {
		return err
	}
	exchange.Emit, exchange.Metrics = func(queue.Event) {}, ari.NewMetrics(prometheus.NewRegistry())
	return ari.New(exchange).Check(ctx)
}

func (d *doctorCommand) checkCertificate(context.Context) error {
	if d.TLS == "self-signed" {
		return nil // it is made at the start
	}
	door, err := d.tlsSettings.open("")
	if err != nil || d.TLS == "acme" { // what an authority gave is of an authority
		return err
	}
	pair, err := door.tls.GetCertificate(nil)
	if err != nil {
		return err
	}
	return trusted(pair.Certificate, nil, time.Now(), renewBefore)
}
