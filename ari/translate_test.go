package ari

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"alo116/queue"

	cy "github.com/CyCoreSystems/ari/v5"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestRecordedEvents translates what a real Asterisk 22.10.1 told, line by line.
func TestRecordedEvents(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "recorded.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	var got strings.Builder
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		e, err := cy.DecodeEvent(lines.Bytes())
		if err != nil || e == nil {
			t.Fatalf("decode %.60s: %v", lines.Text(), err)
		}
		n := translate(e)
		if a, is := n.(arrived); is {
			fmt.Fprintln(&got, "at", a.at)
			a.at = time.Time{}
			n = a
		}
		fmt.Fprintf(&got, "%s -> %s\n", e.GetType(), strings.TrimPrefix(fmt.Sprintf("%T%+v", n, n), "ari."))
	}
	golden := filepath.Join("testdata", "recorded.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wanted, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(wanted) {
		t.Errorf("translated:\n%s\nwanted:\n%s", got.String(), wanted)
	}
}

func TestStrangeStartsAreNobodysBusiness(t *testing.T) {
	for name, e := range map[string]*cy.StasisStart{
		"no line":              {},
		"an empty line":        {Args: []string{""}},
		"a leg's bad offer":    {Args: []string{"leg", "x"}, Channel: cy.ChannelData{ID: "leg-x"}},
		"another's leg":        {Args: []string{"leg", "1.2.3"}, Channel: cy.ChannelData{ID: "leg-1.2.4"}},
		"a caller as if a leg": {Args: []string{"leg", "1.2.3"}, Channel: cy.ChannelData{ID: "1.2"}},
	} {
		if n := translate(e); n != nil {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

func TestOfferIDs(t *testing.T) {
	o := queue.OfferID{Call: "1795479476.0~2", N: 4294967295}
	if got, ok := offerOfLeg(legOf(o)); !ok || got != o {
		t.Errorf("back and forth: %+v, %v", got, ok)
	}
	for _, bad := range []string{"", "leg-", "leg-1", "leg-1.", "leg-.1", "leg-1.0", "leg-1.-1", "leg-1.4294967296", "1.2"} {
		if got, ok := offerOfLeg(bad); ok {
			t.Errorf("%q is %+v", bad, got)
		}
	}
	if channelOf(callOf("1.2", 3)) != "1.2" || channelOf(callOf("1.2", 0)) != "1.2" {
		t.Error("the channel is lost")
	}
}
