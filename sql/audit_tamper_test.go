package sql_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// tamperings are what the database's owner may do to the table, by random entries a and b. In package audit 10,000 more are
// done to copies in memory.
var tamperings = []string{
	`UPDATE audit SET n = n + 1000 WHERE n = $a`,
	`UPDATE audit SET n = CASE n WHEN $a THEN $b ELSE $a END WHERE n IN ($a, $b)`,
	`UPDATE audit SET at = at + interval '1 microsecond' WHERE n = $a`,
	`UPDATE audit SET at = 'infinity' WHERE n = $a`,
	`UPDATE audit SET actor = 'nobody' WHERE n = $a`,
	`UPDATE audit SET actor = NULL WHERE n = $a`,
	`UPDATE audit SET action = 'number.masked' WHERE n = $a`,
	`UPDATE audit SET object = object || ' ' WHERE n = $a`,
	`UPDATE audit SET purpose = 'danger' WHERE n = $a`,
	`UPDATE audit SET commitment = sha256('x') WHERE n = $a`,
	`UPDATE audit SET commitment = '' WHERE n = $a`,
	`UPDATE audit SET mac = set_byte(mac, 7, get_byte(mac, 7) # 1) WHERE n = $a`,
	`UPDATE audit SET mac = NULL WHERE n = $a`,
	`UPDATE audit SET node = sha256('x') WHERE n = $a`,
	`UPDATE audit SET node = NULL WHERE n = $a`,
	`UPDATE audit SET salt = sha256('x') WHERE n = $a`,
	`UPDATE audit SET salt = NULL, words = NULL WHERE n = (SELECT n FROM audit WHERE words IS NOT NULL ORDER BY n LIMIT 1 OFFSET $a % 9)`,
	`UPDATE audit SET words = 'x' WHERE n = $a`,
	`UPDATE audit x SET words = y.words, salt = y.salt FROM audit y WHERE x.n = $a AND y.n = 1`,
	`UPDATE audit x SET actor = y.actor, object = y.object, mac = y.mac FROM audit y WHERE x.n = $a AND y.n = $b`,
	`DELETE FROM audit WHERE n = $a`,
	`DELETE FROM audit WHERE n > $a AND $a < 40`,
	`DELETE FROM audit WHERE n <= $a`,
	`DELETE FROM audit WHERE n BETWEEN least($a, $b) AND greatest($a, $b)`,
	`DELETE FROM audit WHERE n = $a; UPDATE audit SET n = n - 1 WHERE n > $a`,
	`INSERT INTO audit SELECT * FROM audit WHERE n = $a`,
	`INSERT INTO audit SELECT 41, at, actor, action, object, purpose, commitment, mac, node, salt, words FROM audit WHERE n = $a`,
	`UPDATE audit SET n = n + 1 WHERE n >= $a; INSERT INTO audit SELECT $a, at, actor, action, object, purpose, commitment, mac, node, salt, words FROM audit WHERE n = 1`,
	`UPDATE audit SET n = 41 - n`,
	`TRUNCATE audit`,
}

func TestTampersWithTheTableAreFound(t *testing.T) {
	t.Parallel()
	url := sqltest.URL(t)
	store := open(t, url, sqltest.Keys(t))
	for n := range 40 {
		a := sql.Act{Actor: "p", Action: "number.revealed", Object: fmt.Sprintf("contact:%d", n), Purpose: "callback"}
		if n%4 == 0 {
			a.Words = "because"
		}
		if err := store.Audit(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	newest := anchor(t, store)
	good := verified(t, store, newest)
	if len(good.Findings) != 0 || good.Anchors != 1 {
		t.Fatalf("the untouched trail: %v", good.Findings)
	}
	sqltest.Exec(t, url, `CREATE TABLE good AS TABLE audit; CREATE TABLE loose AS TABLE audit; ALTER TABLE audit RENAME TO strict;
		ALTER TABLE loose RENAME TO audit`) // the same without any rule
	r := rand.New(rand.NewPCG(116, 111))
	for i := range 10 * len(tamperings) {
		tampering := tamperings[i%len(tamperings)]
		a, b := 1+r.IntN(40), 1+r.IntN(39)
		if b >= a {
			b++
		}
		err := store.Exec(t.Context(), `DELETE FROM audit; INSERT INTO audit SELECT * FROM good; `+filled(tampering, a, b), pgx.QueryExecModeSimpleProtocol)
		if err != nil {
			t.Fatal(err)
		}
		changed := count(t, store, `SELECT count(*) FROM ((TABLE audit EXCEPT ALL TABLE good) UNION ALL (TABLE good EXCEPT ALL TABLE audit)) x`)
		report := verified(t, store, newest)
		if (len(report.Findings) > 0) != (changed > 0) {
			t.Errorf("%s: %d rows changed, found %v", filled(tampering, a, b), changed, report.Findings)
		}
	}
}

func filled(statement string, a, b int) string {
	return os.Expand(statement, func(name string) string { return fmt.Sprint(map[string]int{"a": a, "b": b}[name]) })
}
