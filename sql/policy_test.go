package sql_test

import (
	"errors"
	"testing"
	"time"

	"alo116/sql"
)

func TestPoliciesAreKeptThroughTime(t *testing.T) {
	t.Parallel()
	store := fresh(t)
	at := func(hours int) time.Time { return noon.Add(time.Duration(hours) * time.Hour) }
	if _, err := store.PolicyAt(t.Context(), noon); !errors.Is(err, sql.ErrNotFound) {
		t.Errorf("none was in force yet: %v", err)
	}
	for _, v := range []sql.PolicyVersion{
		{At: at(1), Text: []byte(`{"lines":[1]}`)},
		{At: at(2), Text: []byte(`{"lines":[1]}`)}, // another start
		{At: at(3), Text: []byte(`secret of another file`), Refused: "malformed"},
		{At: at(4), Text: []byte(`{"lines":[2]}`)},
		{At: at(5), Text: []byte(`{"lines":[1]}`)}, // back to what it was
		{At: at(6), Refused: "unreadable"},
	} {
		if err := store.AddPolicy(t.Context(), v); err != nil {
			t.Fatal(err)
		}
	}
	for hours, want := range map[int]string{1: `{"lines":[1]}`, 3: `{"lines":[1]}`, 4: `{"lines":[2]}`, 9: `{"lines":[1]}`} {
		if v, err := store.PolicyAt(t.Context(), at(hours)); err != nil || string(v.Text) != want {
			t.Errorf("after %d hours: %s, %v", hours, v.Text, err)
		}
	}
	var rows, refused, kept int
	if err := store.QueryRow(t.Context(), `SELECT count(*), count(refused), count(*) FILTER (WHERE policy LIKE '%secret%') FROM policy_version`).Scan(&rows, &refused, &kept); err != nil {
		t.Fatal(err)
	}
	if rows != 5 || refused != 2 || kept != 0 {
		t.Errorf("%d rows, %d refused, %d with what is no policy", rows, refused, kept)
	}
	if err := store.AddPolicy(t.Context(), sql.PolicyVersion{At: noon, Refused: "whim"}); err == nil {
		t.Error("a reason that nobody knows is taken")
	}
}
