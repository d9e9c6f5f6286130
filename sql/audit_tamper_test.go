package sql_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"alo116/sql"
	"alo116/sql/audit"
	"alo116/sql/sqltest"
)

// tamperings are what the database's owner may do to the table, by random entries a and b. Package audit does as many to copies in
// memory, and there tells where each was.
var tamperings = map[string][]string{
	"edit": {
		`UPDATE audit SET at = at + interval '1 microsecond' WHERE n = $a`,
		`UPDATE audit SET at = 'infinity' WHERE n = $a`,
		`UPDATE audit SET actor = 'nobody' WHERE n = $a`,
		`UPDATE audit SET actor = NULL WHERE n = $a`,
		`UPDATE audit SET action = 'number.masked' WHERE n = $a`,
		`UPDATE audit SET object = object || ' ' WHERE n = $a`,
		`UPDATE audit SET purpose = 'danger' WHERE n = $a`,
		`UPDATE audit SET commitment = sha256('x') WHERE n = $a`,
		`UPDATE audit SET commitment = '' WHERE n = $a`,
		`UPDATE audit SET mac = set_byte(mac, $b % 37, get_byte(mac, $b % 37) # 1) WHERE n = $a`,
		`UPDATE audit SET mac = NULL WHERE n = $a`,
		`UPDATE audit SET node = sha256('x') WHERE n = $a`,
		`UPDATE audit SET node = NULL WHERE n = $a`,
		`UPDATE audit SET salt = sha256('x') WHERE n = $a`,
		`UPDATE audit SET salt = NULL, words = NULL WHERE n = (SELECT n FROM audit WHERE words IS NOT NULL ORDER BY n LIMIT 1 OFFSET $a % 9)`,
		`UPDATE audit SET words = 'x' WHERE n = $a`,
		`UPDATE audit x SET words = y.words, salt = y.salt FROM audit y WHERE x.n = $a AND y.n = 1`,
		`UPDATE audit x SET actor = y.actor, object = y.object, mac = y.mac FROM audit y WHERE x.n = $a AND y.n = $b`,
	},
	"delete": {
		`DELETE FROM audit WHERE n = $a`,
		`DELETE FROM audit WHERE n BETWEEN least($a, $b) AND greatest($a, $b)`,
		`DELETE FROM audit WHERE n = $a; UPDATE audit SET n = n - 1 WHERE n > $a`,
		`DELETE FROM audit WHERE n <= $a`,
		`TRUNCATE audit`,
	},
	"insert": {
		`INSERT INTO audit SELECT * FROM audit WHERE n = $a`,
		`INSERT INTO audit SELECT (SELECT max(n) + 1 FROM audit), at, actor, action, object, purpose, commitment, mac, node, salt, words
			FROM audit WHERE n = $a`,
		`UPDATE audit SET n = n + 1 WHERE n >= $a; INSERT INTO audit SELECT $a, at, actor, action, object, purpose, commitment, mac, node,
			salt, words FROM audit WHERE n = 1`,
		`INSERT INTO audit SELECT max(n) + 1, now(), 'p', 'number.revealed', 'contact:1', 'callback', NULL, sha256('$b'), sha256('$a') FROM audit`,
	},
	"reorder": {
		`UPDATE audit SET n = CASE n WHEN $a THEN $b ELSE $a END WHERE n IN ($a, $b)`,
		`UPDATE audit SET n = n + 1000 WHERE n = $a`,
		`UPDATE audit SET n = least($a, $b) + greatest($a, $b) - n WHERE n BETWEEN least($a, $b) AND greatest($a, $b)`,
		`UPDATE audit SET n = (SELECT max(n) + 1 FROM audit) - n`,
	},
	"cut": {
		`DELETE FROM audit WHERE n > $a`,
	},
}

// ofEach is how often each kind is done to the table: 10,000 in sum. That no constraint stops any is no matter: its owner drops those.
const ofEach = 2000

func TestTampersWithTheTableAreFound(t *testing.T) {
	t.Parallel()
	for kind, statements := range tamperings {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			tamper(t, statements)
		})
	}
}

func tamper(t *testing.T, statements []string) {
	url := sqltest.URL(t)
	store := open(t, sqltest.AdminURL(t, url), sqltest.Keys(t))
	newest := trailWithAnErasure(t, store)
	sqltest.Exec(t, url, `CREATE TABLE good AS TABLE audit; CREATE TABLE loose AS TABLE audit; ALTER TABLE audit RENAME TO strict;
		ALTER TABLE loose RENAME TO audit`) // the same without any rule
	r := rand.New(rand.NewPCG(116, 111))
	for done, tries := 0, 0; done < ofEach; tries++ {
		if tries > 2*ofEach {
			t.Fatalf("so much changes nothing that only %d were done", done)
		}
		if tampered(t, store, newest, filled(statements[tries%len(statements)], r.Perm(int(newest.Size)))) {
			done++
		}
		if tries%200 == 0 { // or the dead rows slow the rest down
			if err := store.Exec(t.Context(), `VACUUM audit`); err != nil {
				t.Fatal(err)
			}
		}
	}
	if tampered(t, store, newest, "") {
		t.Error("the trail cannot be put back as it was")
	}
}

// trailWithAnErasure fills the trail, of which a contact's words are erased as the law asks, and that is no tamper.
func trailWithAnErasure(t *testing.T, store *sql.Store) audit.Anchor {
	t.Helper()
	for n := range 40 {
		a := sql.Act{Actor: "p", Action: "number.revealed", Object: fmt.Sprintf("contact:%d", n), Purpose: "callback"}
		if n%4 == 0 {
			a.Words = "because"
		}
		if err := store.Audit(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	before := anchor(t, store)
	if err := store.EraseAuditWords(t.Context(), "contact:20", "subject_request"); err != nil {
		t.Fatal(err)
	}
	newest := anchor(t, store)
	report := verified(t, store, before, newest)
	if len(report.Findings) != 0 || report.Anchors != 2 || newest.Size <= before.Size {
		t.Fatalf("the trail after an erasure: %v", report.Findings)
	}
	return newest
}

// tampered does something to the good trail and fails the test if it is not found; it tells whether anything was another than before.
func tampered(t *testing.T, store *sql.Store, newest audit.Anchor, tampering string) bool {
	t.Helper()
	err := store.Exec(t.Context(), `DELETE FROM audit; INSERT INTO audit TABLE good; `+tampering, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		t.Fatal(err)
	}
	changed := count(t, store, `SELECT count(*) FROM ((TABLE audit EXCEPT ALL TABLE good) UNION ALL (TABLE good EXCEPT ALL TABLE audit)) x`)
	report := verified(t, store, newest)
	if (len(report.Findings) > 0) != (changed > 0) {
		t.Errorf("%s: %d rows changed, found %v", tampering, changed, report.Findings)
	}
	return changed > 0
}

// filled puts two different entries, from 1, into a statement.
func filled(statement string, entries []int) string {
	return os.Expand(statement, func(name string) string {
		return fmt.Sprint(map[string]int{"a": entries[0] + 1, "b": entries[1] + 1}[name])
	})
}
