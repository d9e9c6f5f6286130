package queue

import "time"

// timetable is a line's Hours made ready for use.
type timetable struct{}

func newTimetable(*Line) *timetable { return nil }

// closed says whether the line takes no calls at t, and what becomes of them then.
func (l *line) closed(time.Time) (Exit, bool) { return Exit{}, false }

// opens is when the line opens next; zero if it is not known.
func (h *timetable) opens(time.Time) time.Time { return time.Time{} }

// checkHours judges when a line is open.
func checkHours(*faults, string, *Line) {}
