package ari

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"alo116/queue"
)

// A prompt with a number in it is one recording for each number ("position-3", "minutes-10"): a sentence put
// together from pieces is right in one language and wrong in the next.

// media is what Asterisk plays for a command: its prompt, and when the line opens if that is to be told. The
// prompt comes first, for it is what names the emergency numbers.
func (a *Adapter) media(cmd queue.Command, now time.Time) []string {
	if cmd.Prompt == "" {
		return nil
	}
	names := []string{cmd.Prompt}
	if cmd.Number != 0 {
		names[0] += "-" + strconv.Itoa(cmd.Number)
	}
	if !cmd.Opens.IsZero() {
		names = append(names, opening(now, cmd.Opens)...)
	}
	for i, name := range names {
		names[i] = "sound:" + a.prompts + "/" + name
	}
	return names
}

// opening names the prompts that tell when a line opens, in the line's own zone: the day as people say it, then the
// hour. What is between two half hours is told as the later, for nobody should stand before a closed door.
func opening(now, opens time.Time) []string {
	opens = halfHour(opens)
	hour := fmt.Sprintf("at-%02d%02d", opens.Hour(), opens.Minute())
	switch days := daysBetween(now.In(opens.Location()), opens); {
	case days == 0:
		return []string{"opens-today", hour}
	case days == 1:
		return []string{"opens-tomorrow", hour}
	case days < 7:
		return []string{"opens-" + strings.ToLower(opens.Format("Mon")), hour}
	}
	return []string{"opens-day-" + strconv.Itoa(opens.Day()), "month-" + strconv.Itoa(int(opens.Month())), hour}
}

// halfHour is the first full or half hour by the clock on the wall at or after t.
func halfHour(t time.Time) time.Time {
	over := time.Duration(t.Minute()%30)*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	if over == 0 {
		return t
	}
	return t.Add(30*time.Minute - over)
}

// daysBetween counts the midnights between two moments of one zone.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}
