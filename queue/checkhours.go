package queue

import (
	"fmt"
	"time"
)

var weekdays = map[string]time.Weekday{
	"sun": time.Sunday, "mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday,
	"thu": time.Thursday, "fri": time.Friday, "sat": time.Saturday,
}

// checkHours judges when a line is open, and what its callers meet when it is not.
func checkHours(f *faults, where string, l *Line) {
	if (l.Hours != nil || l.Shut) && l.Closed == (Exit{}) {
		f.add("%s: a line that closes needs closed, a prompt or a divert", where)
	}
	if l.Hours == nil {
		return
	}
	h := l.Hours
	if _, err := time.LoadLocation(h.Zone); err != nil || h.Zone == "" || h.Zone == "Local" {
		f.add("%s: unknown time zone %q, write one like Europe/Tirane", where, h.Zone)
	}
	opens := 0
	for _, w := range h.Week {
		opens += len(w.Days)
		for _, d := range w.Days {
			if _, ok := weekdays[d]; !ok {
				f.add("%s: unknown day %q, write mon to sun", where, d)
			}
		}
		checkSpan(f, where, w.From, w.To)
	}
	for _, d := range h.Holidays {
		if !isDate("2006-01-02", d) && !isDate("2006-01-02", "2000-"+d) {
			f.add("%s: holiday %q is no date, write 2026-11-28 or, for every year, 11-28", where, d)
		}
	}
	for _, e := range h.Exceptions {
		if !isDate("2006-01-02", e.Date) {
			f.add("%s: exception %q is no date, write 2026-11-28", where, e.Date)
		}
		if e.From != "" || e.To != "" {
			opens++
			checkSpan(f, where, e.From, e.To)
		}
	}
	if opens == 0 {
		f.add("%s: it is closed for ever; say shut if that is meant", where)
	}
}

func checkSpan(f *faults, where, from, to string) {
	for _, s := range []string{from, to} {
		if _, err := minutes(s); err != nil {
			f.add("%s: %w", where, err)
		}
	}
}

// minutes reads a time of day as minutes after midnight.
func minutes(s string) (int, error) {
	if s == "24:00" {
		return minutesPerDay, nil
	}
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day, write 08:00 to 24:00", s)
	}
	return t.Hour()*60 + t.Minute(), nil
}

func isDate(layout, s string) bool {
	_, err := time.Parse(layout, s)
	return err == nil
}
