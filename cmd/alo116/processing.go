package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
	"alo116/sql/retention"
)

// processingCommand prints the record of processing activities.
type processingCommand struct {
	databaseSettings
	retentionSettings
	Format     string `default:"markdown" enum:"markdown,json" help:"markdown or json."`
	Controller string `placeholder:"NAME" help:"Who answers for it, with an address, for the head of the record."`
}

// Help is shown by 'alo116 processing --help'.
func (processingCommand) Help() string {
	return `The record that GDPR article 30 and its like ask for, made from the database's schema as it is: what every column holds, about
whom, how it is protected, when it goes by the retention rules, and who may read it by the table of roles. Examples:

  alo116 processing --controller "Helpline, Street 1, Tirana" > record.md
  alo116 processing --format json`
}

// processed is a column with what the rules and the table of roles say of it.
type processed struct {
	sql.Column
	Holds   string   `json:"holds"`
	Lies    string   `json:"lies"`
	Goes    []string `json:"goes"`
	MayRead []string `json:"may_read"`
}

type processedTable struct {
	sql.Table
	Columns []processed `json:"columns"`
}

// Run prints it.
func (p *processingCommand) Run(ctx context.Context, term stdio) error {
	rules, err := p.rules()
	if errors.Is(err, errNoRetention) {
		rules, err = &retention.Rules{}, nil
	}
	if err != nil {
		return err
	}
	return p.withStore(ctx, func(store *sql.Store) error {
		tables, err := store.Processing(ctx)
		if err != nil {
			return err
		}
		record := make([]processedTable, len(tables))
		for i, t := range tables {
			record[i] = processedTable{Table: t}
			for _, c := range t.Columns {
				record[i].Columns = append(record[i].Columns, process(c, rules))
			}
		}
		if p.Format == "json" {
			encoder := json.NewEncoder(term.out)
			encoder.SetIndent("", "  ")
			encoder.SetEscapeHTML(false)
			return encoder.Encode(map[string]any{"controller": p.Controller, "tables": record})
		}
		return p.markdown(term.out, record)
	})
}

func process(c sql.Column, rules *retention.Rules) processed {
	found := processed{Column: c, Holds: sql.Classes[c.Class], Lies: sql.Rests[c.Rest], Goes: goes(c.Until, rules), MayRead: []string{}}
	for _, row := range c.Readers {
		found.MayRead = append(found.MayRead, mayRead(row)...)
	}
	return found
}

// goes says when something goes, by every rule that may let it.
func goes(until string, rules *retention.Rules) (when []string) {
	if why := sql.Untils[until]; why != "" {
		return []string{why}
	}
	for _, rule := range rules.Of(retention.Class(until)) {
		if rule.Then == retention.Keep {
			when = append(when, fmt.Sprintf("%s: kept", rule.Name))
		} else {
			when = append(when, fmt.Sprintf("%s: %s after %s", rule.Name, rule.Then, rule.After))
		}
	}
	if len(when) == 0 {
		when = []string{"no retention rule for " + until + ": kept"}
	}
	return when
}

// mayRead names the roles that a row of the table of roles, like "read contact", lets do that at best, and under which condition.
func mayRead(row string) (who []string) {
	action, object, _ := strings.Cut(row, " ")
	for _, role := range roles.All() {
		if verdict := roles.Could(role, roles.Action(action), roles.Object(object)); verdict != roles.No {
			who = append(who, conditioned(role, verdict))
		}
	}
	return who
}

func conditioned(role queue.Role, verdict roles.Verdict) string {
	if verdict == roles.Yes {
		return string(role)
	}
	return fmt.Sprintf("%s (%s)", role, verdict)
}

func (p *processingCommand) markdown(out io.Writer, record []processedTable) error {
	var text strings.Builder
	controller := p.Controller
	if controller == "" {
		controller = "(name the controller with --controller)"
	}
	fmt.Fprintf(&text, "# Record of processing activities\n\nController: %s\n\nRecipients: none by the system itself; what is referred to an agency is sent by a person. "+
		"Transfers abroad: none.\n\nMade by alo116 %s from the schema of the database as it is.\n", controller, version())
	for _, t := range record {
		fmt.Fprintf(&text, "\n## %s\n\n%s\n\n- About: %s\n- Purpose: %s\n- Basis: %s\n- The service may: %s\n\n| column | what | holds | lies there | goes | who may read, at most |\n|---|---|---|---|---|---|\n",
			t.Name, cell(t.Comment), t.Of, t.Purpose, t.Basis, strings.Join(t.Service, ", "))
		for _, c := range t.Columns {
			who := strings.Join(unique(c.MayRead), ", ")
			if who == "" {
				who = "nobody at a screen"
			}
			fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s |\n", c.Name, cell(c.Comment), c.Holds, c.Lies, strings.Join(c.Goes, "; "), who)
		}
	}
	_, err := io.WriteString(out, text.String())
	return err
}

// cell keeps a text in its cell.
func cell(text string) string { return strings.NewReplacer("|", `\|`, "\n", " ").Replace(text) }

func unique(words []string) (once []string) {
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			once = append(once, w)
		}
	}
	return once
}
