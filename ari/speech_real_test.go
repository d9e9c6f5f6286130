//go:build real

package ari

import (
	"context"
	"net/http"
	"net/url"
	"testing"
	"time"

	"alo116/queue"
)

// plays waits until Asterisk plays that very file to the caller.
func (a *asterisk) plays(call queue.CallID, nth int, file string) {
	a.t.Helper()
	a.eventually(func() bool {
		var now struct {
			Media string `json:"media_uri"`
			State string `json:"state"`
		}
		err := a.rest.send(context.Background(), "test", http.MethodGet, "/playbacks/"+url.PathEscape(playbackID(call, nth)), nil, &now)
		return err == nil && now.Media == "sound:alo116/"+file && now.State == "playing"
	})
}

func TestRealCallerHearsTheirPlaceTheMinutesAndWhenTheLineOpens(t *testing.T) {
	a := lab(t)
	p, call := a.calls("116111") // the greeting is the first playback, be it empty
	a.cmd(queue.Wait, call)
	a.Do([]queue.Command{{Do: queue.Say, Call: call, Prompt: "position", Number: 3}})
	a.plays(call, 2, "position-3")
	p.media.speaks(t, 20, 3*time.Second)
	a.Do([]queue.Command{{Do: queue.Say, Call: call, Prompt: "minutes", Number: 10}})
	a.plays(call, 3, "minutes-10")
	p.media.speaks(t, 20, 3*time.Second)
	opens := time.Date(2090, time.March, 8, 8, 0, 0, 0, time.UTC)
	a.Do([]queue.Command{{Do: queue.Dismiss, Call: call, Prompt: "closed", Opens: opens}})
	for _, file := range []string{"closed", "opens-day-8", "month-3", "at-0800"} {
		a.plays(call, 4, file)
	}
	want(a.bundle, queue.CallEnded{Call: call, By: queue.BySystem})
}
