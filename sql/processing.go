package sql

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"alo116/sql/retention"
)

//go:embed processing.json
var processingText []byte

// Column is one column of the schema, for the record of processing activities (GDPR article 30).
type Column struct {
	Name    string `json:"name"`
	Comment string `json:"comment"`
	Type    string `json:"type"`
	Class   string `json:"class"` // a key of Classes
	Rest    string `json:"rest"`  // how it lies there: a key of Rests
	Until   string `json:"until"` // what lets it go: a key of Untils, or a retention class
	// Readers are rows of the table of roles, "read contact"; empty: nobody at a screen. Nil is those of its table.
	Readers []string `json:"readers"`
}

// Table is one table of the schema.
type Table struct {
	Name    string   `json:"name"`
	Comment string   `json:"comment"`
	Of      string   `json:"of"` // whom it is about
	Purpose string   `json:"purpose"`
	Basis   string   `json:"basis"`   // in law, as proposed: the helpline's lawyer decides
	Service []string `json:"service"` // what the service's own role may do with it
	Readers []string `json:"readers"`
	Columns []Column `json:"columns"`
}

// Classes say what a column holds.
var Classes = map[string]string{
	"identity":   "says who somebody is",
	"content":    "what was said or written, special categories of GDPR 9 among it",
	"coded":      "a coded fact about a child, a caller or a reason; may be of a special category",
	"pseudonym":  "tells one person or call from another without naming them",
	"staff":      "about somebody who works here",
	"credential": "proves who signs in",
	"event":      "what happened, when and for how long",
	"technical":  "about the system, not about anybody",
}

// Rests say how a column lies in the database and its backups.
var Rests = map[string]string{
	"plain":      "readable",
	"case_key":   "sealed (AES-256-GCM) with the contact's or case's own key, which lies outside the database and its backups",
	"master_key": "sealed (AES-256-GCM) with the service's key, which lies outside the database and its backups",
	"keyed_hash": "HMAC-SHA256, whose key lies outside the database and its backups",
	"hash":       "SHA-256 or HMAC of something random that is not stored",
	"argon2id":   "argon2id",
	"mac":        "a code that proves the row genuine",
}

// Untils say what lets a column go, beside the retention classes.
var Untils = map[string]string{
	"statistics": "stays for statistics: it tells of nobody once what is personal beside it is gone",
	"account":    "as long as the journal names the person; who leaves is disabled",
	"proof":      "stays as proof of what was done",
	"approach":   "goes with its contact, and at the end that its author gave it",
	"system":     "as long as the system is used",
}

const selectColumns = `-- name: selectColumns
SELECT c.relname, coalesce(obj_description(c.oid), ''), a.attname, format_type(a.atttypid, a.atttypmod), coalesce(col_description(c.oid, a.attnum), '')
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attnum`

// Processing describes every table and column of the schema as it is, with its comments. It fails if a column says nowhere what it
// holds, or something is described that is not there.
func (s *Store) Processing(ctx context.Context) ([]Table, error) {
	described, err := readProcessing()
	if err != nil {
		return nil, fmt.Errorf("describe what is kept: %w", err)
	}
	rows, _ := s.pool.Query(ctx, selectColumns)
	var tables []Table
	var table, comment string
	var c Column
	_, err = pgx.ForEachRow(rows, []any{&table, &comment, &c.Name, &c.Type, &c.Comment}, func() error {
		if len(tables) == 0 || tables[len(tables)-1].Name != table {
			tables = append(tables, described.table(table, comment))
		}
		described.add(&tables[len(tables)-1], c)
		return nil
	})
	if err == nil {
		err = described.complete()
	}
	if err != nil {
		return nil, fmt.Errorf("describe what is kept: %w", err)
	}
	return tables, nil
}

// processing is the file beside the schema.
type processing struct {
	Note   string                    `json:"note"`
	Tables map[string]processedTable `json:"tables"`

	missing []string
}

type processedTable struct {
	Of      string                     `json:"of"`
	Purpose string                     `json:"purpose"`
	Basis   string                     `json:"basis"`
	Note    string                     `json:"note"` // in place of the comment, on tables that are not of our making
	Service []string                   `json:"service"`
	Readers []string                   `json:"readers"`
	Columns map[string]processedColumn `json:"columns"`
}

type processedColumn struct {
	Class   string   `json:"class"`
	Rest    string   `json:"rest"`
	Until   string   `json:"until"`
	Readers []string `json:"readers"`
}

func readProcessing() (*processing, error) {
	p := &processing{}
	d := json.NewDecoder(bytes.NewReader(processingText))
	d.DisallowUnknownFields()
	return p, d.Decode(p)
}

func (p *processing) table(name, comment string) Table {
	t := p.Tables[name]
	if comment == "" {
		comment = t.Note
	}
	return Table{Name: name, Comment: comment, Of: t.Of, Purpose: t.Purpose, Basis: t.Basis, Service: t.Service, Readers: t.Readers}
}

// add describes a column of a table, and takes it off what is left of the file.
func (p *processing) add(t *Table, c Column) {
	known, ok := p.Tables[t.Name].Columns[c.Name]
	if !ok || Classes[known.Class] == "" || Rests[known.Rest] == "" || !knownUntil(known.Until) {
		p.missing = append(p.missing, t.Name+"."+c.Name)
		return
	}
	delete(p.Tables[t.Name].Columns, c.Name)
	c.Class, c.Rest, c.Until, c.Readers = known.Class, known.Rest, known.Until, known.Readers
	if c.Readers == nil {
		c.Readers = t.Readers
	}
	t.Columns = append(t.Columns, c)
}

func knownUntil(word string) bool {
	return Untils[word] != "" || slices.Contains(retention.Classes(), retention.Class(word))
}

// complete tells what is described nowhere, or not there.
func (p *processing) complete() error {
	for name, t := range p.Tables {
		for column := range t.Columns {
			if !slices.Contains(p.missing, name+"."+column) {
				return fmt.Errorf("sql/processing.json describes %s.%s, which the schema does not have", name, column)
			}
		}
	}
	if len(p.missing) > 0 {
		return fmt.Errorf("sql/processing.json does not say, in the words of sql/processing.go, what these columns hold, how they lie there and what lets them go: %v", p.missing)
	}
	return nil
}
