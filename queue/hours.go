package queue

import "time"

// timetable is a line's Hours made ready for use.
type timetable struct {
	zone       *time.Location
	week       [7][]span
	holidays   map[string]bool
	exceptions map[string][]span
}

// span is open time of one day, in minutes from its midnight; to may lie in the next day.
type span struct{ from, to int }

const minutesPerDay = 24 * 60

// newTimetable compiles hours that Check has found good; nil is always open.
func newTimetable(h *Hours) *timetable {
	if h == nil {
		return nil
	}
	t := &timetable{holidays: map[string]bool{}, exceptions: map[string][]span{}}
	t.zone, _ = time.LoadLocation(h.Zone) // Check has loaded it before
	for _, w := range h.Week {
		for _, d := range w.Days {
			t.week[weekdays[d]] = append(t.week[weekdays[d]], newSpan(w.From, w.To))
		}
	}
	for _, d := range h.Holidays {
		t.holidays[d] = true
	}
	for _, e := range h.Exceptions {
		spans := t.exceptions[e.Date]
		if e.From != "" {
			spans = append(spans, newSpan(e.From, e.To))
		}
		t.exceptions[e.Date] = spans
	}
	return t
}

// newSpan reads a span; one that ends at or before its beginning lasts into the next day.
func newSpan(from, to string) span {
	f, _ := minutes(from)
	t, _ := minutes(to)
	if t <= f {
		t += minutesPerDay
	}
	return span{f, t}
}

// on gives the spans that begin on the day of t.
func (h *timetable) on(t time.Time) []span {
	if spans, ok := h.exceptions[t.Format("2006-01-02")]; ok {
		return spans
	}
	if h.holidays[t.Format("2006-01-02")] || h.holidays[t.Format("01-02")] {
		return nil
	}
	return h.week[t.Weekday()]
}

// open says whether the line is open at t.
func (h *timetable) open(t time.Time) bool {
	if h == nil {
		return true
	}
	t = t.In(h.zone)
	for back := range 2 {
		day := midday(t, -back)
		for _, s := range h.on(day) {
			if from, to := clockTime(day, s.from), clockTime(day, s.to); !t.Before(from) && t.Before(to) {
				return true
			}
		}
	}
	return false
}

// opens is when the line opens next after t, in its own zone; zero if not within a year.
func (h *timetable) opens(t time.Time) time.Time {
	if h == nil {
		return time.Time{}
	}
	t = t.In(h.zone)
	for ahead := range 367 {
		day := midday(t, ahead)
		var first time.Time
		for _, s := range h.on(day) {
			if from := clockTime(day, s.from); from.After(t) && (first.IsZero() || from.Before(first)) {
				first = from
			}
		}
		if !first.IsZero() {
			return first
		}
	}
	return time.Time{}
}

// midday is noon some days after t: a moment that every day has, whatever is done to its clocks.
func midday(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 12, 0, 0, 0, t.Location())
}

// clockTime is when the clocks of that day show so many minutes after midnight.
func clockTime(day time.Time, m int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), m/60, m%60, 0, 0, day.Location())
}

// open says whether the line takes calls at t.
func (l *line) open(t time.Time) bool { return !l.Shut && l.hours.open(t) }

// opens is when the line opens next; zero if that is not known.
func (l *line) opens(t time.Time) time.Time {
	if l.Shut {
		return time.Time{}
	}
	return l.hours.opens(t)
}
