package ari

import (
	"strings"
	"testing"
	"time"

	"alo116/queue"
)

func TestWhatIsSpokenForACommand(t *testing.T) {
	tirana, err := time.LoadLocation("Europe/Tirane")
	if err != nil {
		t.Fatal(err)
	}
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, tirana)
	}
	now := at(time.November, 26, 22, 15).UTC() // a Thursday
	closed := func(opens time.Time) queue.Command {
		return queue.Command{Do: queue.Dismiss, Prompt: "closed", Opens: opens}
	}
	for _, c := range []struct {
		cmd  queue.Command
		want string
	}{
		{queue.Command{Do: queue.Say, Prompt: "please-wait"}, "please-wait"},
		{queue.Command{Do: queue.Say, Prompt: "position", Number: 3}, "position-3"},
		{queue.Command{Do: queue.Greet}, ""},
		{closed(time.Time{}), "closed"},
		{closed(at(time.November, 26, 23, 0)), "closed opens-today at-2300"},
		{closed(at(time.November, 27, 8, 0)), "closed opens-tomorrow at-0800"},
		{closed(at(time.November, 28, 8, 20)), "closed opens-sat at-0830"},
		{closed(at(time.November, 28, 23, 45)), "closed opens-sun at-0000"},
		{closed(at(time.December, 2, 13, 30)), "closed opens-wed at-1330"},
		{closed(at(time.December, 3, 9, 0)), "closed opens-day-3 month-12 at-0900"},
	} {
		a := &Adapter{prompts: "alo116"}
		got := strings.ReplaceAll(strings.Join(a.media(c.cmd, now), " "), "sound:alo116/", "")
		if got != c.want {
			t.Errorf("%+v is spoken as %q, want %q", c.cmd, got, c.want)
		}
	}
}
