package audit

import (
	"fmt"
	"testing"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	tinkpb "github.com/tink-crypto/tink-go/v2/proto/tink_go_proto"

	"alo116/queue"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func newKeys(t testing.TB) Keys {
	t.Helper()
	handle := func(template *tinkpb.KeyTemplate) *keyset.Handle {
		h, err := keyset.NewHandle(template)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	sign, err := mac.New(handle(mac.HMACSHA256Tag256KeyTemplate()))
	if err != nil {
		t.Fatal(err)
	}
	seal, err := aead.New(handle(aead.AES256GCMKeyTemplate()))
	if err != nil {
		t.Fatal(err)
	}
	return Keys{MAC: sign, Seal: seal}
}

// trail is a trail as the database keeps it, and the anchors that were made on the way.
type trail struct {
	keys    Keys
	entries []Entry
	anchors []Anchor
}

// newTrail makes one of that many entries; every third has words, and those of every ninth were erased.
func newTrail(t testing.TB, size int) *trail {
	t.Helper()
	r := &trail{keys: newKeys(t)}
	tree := NewTree()
	for n := 1; n <= size; n++ {
		a := Act{Actor: queue.AgentID(fmt.Sprintf("p-%d", n%7)), Action: "number.revealed", Object: fmt.Sprintf("contact:%d", n%13), Purpose: "callback"}
		if n%3 == 0 {
			a.Words = fmt.Sprintf("canary %d", n)
		}
		if n%9 == 1 && n > 1 {
			a = Act{Action: Erased, Object: Name(int64(n - 1)), Purpose: "subject_request"}
			r.entries[n-2].Salt, r.entries[n-2].Sealed = nil, nil
		}
		e, err := r.keys.Append(tree, a, noon.Add(time.Duration(n)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		r.entries = append(r.entries, e)
		r.anchor(t, tree, n)
	}
	return r
}

func (r *trail) anchor(t testing.TB, tree *Tree, n int) {
	t.Helper()
	a, err := r.keys.Anchor(tree, noon.Add(time.Duration(n)*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	r.anchors = append(r.anchors, a)
}

// verify looks at entries with some of the anchors.
func (r *trail) verify(entries []Entry, anchors ...Anchor) Report {
	v := NewVerifier(r.keys, anchors)
	for _, e := range entries {
		v.Add(e)
	}
	return v.Report()
}

func (r *trail) newest() Anchor { return r.anchors[len(r.anchors)-1] }
