//go:build linux

package agent

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"alo116/queue"
)

const (
	crowdSize = 1000
	crowdEnv  = "ALO116_TEST_CROWD" // the address, in the process of the clients
)

func TestMain(m *testing.M) {
	if url := os.Getenv(crowdEnv); url != "" {
		if err := runCrowd(url, crowdSize); err != nil {
			_, _ = os.Stderr.WriteString(err.Error() + "\n")
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// TestAThousandScreens shows a change to a thousand screens again and again, at no more than 32 KB each. How long it takes
// is told, and judged where it can be: beside a baseline of the same run, by `make bench`.
func TestAThousandScreens(t *testing.T) {
	h := hold(t)
	people := make([]Person, crowdSize)
	v := queue.View{Link: true, Lines: []queue.LineView{{Line: "116111"}}}
	for i := range people {
		id := queue.AgentID(strconv.Itoa(i))
		people[i] = Person{ID: id, Login: string(id), Name: "Person " + string(id), Role: queue.Psychologist}
		v.Agents = append(v.Agents, queue.AgentView{Agent: id, Role: queue.Psychologist, Presence: queue.IsReady, Work: queue.Idle, Since: at(i)})
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		i, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil {
			t.Error(err)
			return
		}
		h.hub.Serve(w, r, people[i], Seat{})
	}))
	t.Cleanup(func() { h.stop(); srv.Close() })
	go func() {
		for range h.events { // nobody decides anything here
		}
	}()
	t.Cleanup(func() { h.stop(); close(h.events) })
	h.hub.Publish(v)

	before := inUse()
	seen := crowdOf(t, srv.URL)
	<-seen // the first views
	perScreen := (inUse() - before) / crowdSize
	var p50s, p99s []time.Duration
	worked := cpu(t)
	for n := range rounds {
		v.Lines = []queue.LineView{{Line: "116111", Waiting: n + 1, Longest: at(n)}}
		begun := time.Now().UnixNano()
		h.hub.Publish(v)
		r := <-seen
		if r.Waiting != n+1 {
			t.Fatalf("round %d showed %d", n+1, r.Waiting)
		}
		slices.Sort(r.At)
		p50s = append(p50s, time.Duration(r.At[crowdSize/2]-begun))
		p99s = append(p99s, time.Duration(r.At[crowdSize*99/100]-begun))
	}
	work := (cpu(t) - worked) / rounds
	slices.Sort(p99s)
	slices.Sort(p50s)
	t.Logf("%d screens, %d rounds, %d bytes each, %v of work a round: the median round has p50 %v, p99 %v; the best tenth p50 %v, p99 %v",
		crowdSize, rounds, perScreen, work, p50s[rounds/2], p99s[rounds/2], p50s[rounds/10], p99s[rounds/10])
	if !raced && perScreen > 32<<10 {
		t.Errorf("%d bytes a screen, not 32 KB", perScreen)
	}
}

// crowdOf starts the clients' process and gives the rounds it saw.
func crowdOf(t *testing.T, url string) <-chan round {
	t.Helper()
	clients := exec.Command(os.Args[0])
	clients.Env = append(os.Environ(), crowdEnv+"="+url)
	clients.Stderr = os.Stderr
	in, err := clients.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := clients.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := clients.Start(); err != nil {
		t.Fatal(err)
	}
	seen := make(chan round)
	over := make(chan struct{})
	go func() {
		defer close(over)
		defer close(seen)
		for dec := json.NewDecoder(out); ; {
			var r round
			if dec.Decode(&r) != nil {
				return
			}
			seen <- r
		}
	}()
	t.Cleanup(func() {
		_ = in.Close()
		<-over
		if err := clients.Wait(); err != nil {
			t.Errorf("clients: %v", err)
		}
	})
	return seen
}

// inUse is what heap and stacks hold.
func inUse() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}

// cpu is the time this process has worked.
func cpu(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
