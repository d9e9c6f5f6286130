package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestFiguresHaveTheirKeys(t *testing.T) {
	text, err := json.Marshal(figures{})
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]any
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	var keys []string
	var walk func(string, any)
	walk = func(path string, v any) {
		m, is := v.(map[string]any)
		if !is {
			keys = append(keys, path[1:])
		}
		for k, v := range m {
			walk(path+"."+k, v)
		}
	}
	walk("", all)
	want := []string{"core.decisions_per_s.waiting_100", "core.decisions_per_s.waiting_10000", "core.allocs_per_decision",
		"screens.push_ms.p99", "screens.bare_ms.p99", "screens.kb_each", "rss_mb.idle", "rss_mb.1000_screens"}
	for _, who := range []string{"app_queue", "ours"} {
		want = append(want, "cpu_ms_per_call."+who, "load."+who+".calls_per_s", "load."+who+".lost")
		for _, of := range []string{"p50", "p95", "p99", "max"} {
			want = append(want, "free_to_ring_ms."+who+"."+of, "arrival_to_ring_ms."+who+"."+of)
		}
	}
	slices.Sort(keys)
	slices.Sort(want)
	if !slices.Equal(keys, want) {
		t.Errorf("keys are %q, wanted %q", keys, want)
	}
}

func TestSpread(t *testing.T) {
	var all []time.Duration
	for n := range 200 {
		all = append(all, time.Duration(200-n)*time.Millisecond)
	}
	if got, want := spreadOf(all), (spread{100, 190, 198, 200}); got != want {
		t.Errorf("got %v, wanted %v", got, want)
	}
	if got := spreadOf([]time.Duration{time.Second}); got != (spread{1000, 1000, 1000, 1000}) {
		t.Errorf("of one: %v", got)
	}
}

func TestBenchLine(t *testing.T) {
	out := "goos: linux\nBenchmarkDecisions/waiting=100-2 10 800 ns/op 1.000 decisions/op 100 decisions/s 0 B/op 0 allocs/op\n" +
		"BenchmarkDecisions/waiting=100-2 10 700 ns/op 1.000 decisions/op 300 decisions/s 0 B/op 1 allocs/op\n" +
		"BenchmarkDecisions/waiting=10000-2 10 900 ns/op 1.000 decisions/op 200 decisions/s 0 B/op 0 allocs/op\nok\n"
	got := benchLine(out, "waiting=100")
	if got["decisions/s"] != 300 || got["allocs/op"] != 1 || got["decisions/op"] != 1 {
		t.Errorf("got %v", got)
	}
}

func TestVisits(t *testing.T) {
	got, err := visits("begun 1 2026-01-01\t10:00:00.5\t1000.5\nbegun 2 2026-01-01\t10:00:01\t1001.25\nserved 2\n", 3)
	if err != nil {
		t.Fatal(err)
	}
	if !got[0].begun.Equal(time.UnixMilli(1000500)) || got[0].served || !got[1].served || got[1].tail() != "01" || lost(got) != 2 {
		t.Errorf("got %+v", got)
	}
	if _, err := visits("begun 7 2026-01-01\t10:00:00.5\t1000.5\n", 3); err == nil {
		t.Error("a caller too many is not noticed")
	}
}

func TestRingsFindTheirCallers(t *testing.T) {
	at := func(ms int) time.Time { return time.UnixMilli(int64(ms)) }
	e := &exchange{tail: func(r ring) string { return r.caller }}
	r := round{visits: make([]visit, 102), rings: []ring{{at: at(105), caller: "01"}, {at: at(1130), caller: "01"}, {at: at(40), caller: "00"}, {at: at(50), caller: "77"}}}
	for n := range r.visits {
		r.visits[n] = visit{n: n, begun: at(10000)}
	}
	r.visits[0].begun, r.visits[1].begun, r.visits[101].begun = at(10), at(100), at(1100)
	want := []time.Duration{5 * time.Millisecond, 30 * time.Millisecond, 30 * time.Millisecond}
	if got := e.untilRing(r); !slices.Equal(got, want) {
		t.Errorf("got %v, wanted %v", got, want)
	}
}

func TestStampedTellsWhenAMessageCame(t *testing.T) {
	second := make(chan struct{})
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, strings.Repeat("a", 1000))
		_ = http.NewResponseController(w).Flush()
		<-second
		fmt.Fprint(w, "b")
	}))
	defer srv.Close()
	s, err := dialStamped(srv.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close() //nolint:errcheck // the test is over
	conn := tls.Client(s, &tls.Config{RootCAs: srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs, ServerName: "example.com"})
	if _, err := io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 8192)); err != nil {
		t.Fatal(err)
	}
	if age := time.Since(s.at); age < 0 || age > 10*time.Second {
		t.Errorf("the first message came %v ago", age)
	}
	before := time.Now()
	close(second)
	if _, err := io.ReadAll(conn); err != nil {
		t.Fatal(err)
	}
	if s.at.Before(before) {
		t.Errorf("the second message came before it was sent: %v", before.Sub(s.at))
	}
}

func TestBareTellsWhenBytesCame(t *testing.T) {
	b, err := openBare(20)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	all, err := b.watch(t.Context(), 700)
	if err != nil || len(all) != 20*100 {
		t.Fatalf("%d times, %v", len(all), err)
	}
	for _, took := range all {
		if took < 0 || took > 10*time.Second {
			t.Fatalf("bytes came after %v", took)
		}
	}
}
