package queue

import (
	"testing"
	"time"
)

// TestHours asks a line of Tirana when it is open, over a night, holidays and both changes of the clocks.
func TestHours(t *testing.T) {
	h := newTimetable(&Hours{
		Zone: "Europe/Tirane",
		Week: []WeekSpan{
			{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "08:00", To: "12:00"},
			{Days: []string{"mon", "tue", "wed", "thu", "fri"}, From: "13:00", To: "17:00"},
			{Days: []string{"sat"}, From: "22:00", To: "04:00"},
		},
		Holidays:   []string{"11-28", "2026-03-16"},
		Exceptions: []DaySpan{{Date: "2026-12-24", From: "08:00", To: "10:00"}, {Date: "2026-12-31"}, {Date: "2027-11-28", From: "00:00", To: "24:00"}},
	})
	for _, c := range []struct {
		why, at, opens string // opens is empty when it is open
	}{
		{"morning", "2026-11-23 08:00", ""},
		{"just before", "2026-11-23 07:59", "2026-11-23 08:00"},
		{"lunch", "2026-11-23 12:00", "2026-11-23 13:00"},
		{"evening", "2026-11-23 17:00", "2026-11-24 08:00"},
		{"Friday evening", "2026-11-27 17:30", "2026-11-30 08:00"}, // the 28th, a Saturday, is a holiday
		{"Saturday night", "2026-11-21 23:00", ""},
		{"after midnight", "2026-11-22 03:59", ""},
		{"Sunday", "2026-11-22 04:00", "2026-11-23 08:00"},
		{"a holiday of one year", "2026-03-16 09:00", "2026-03-17 08:00"},
		{"Christmas Eve", "2026-12-24 09:59", ""},
		{"Christmas Eve, later", "2026-12-24 10:00", "2026-12-25 08:00"},
		{"a day closed by exception", "2026-12-31 09:00", "2027-01-01 08:00"},
		{"a holiday opened by exception", "2027-11-28 23:59", ""},
		{"the clocks go forward", "2026-03-29 03:30", ""},
		{"and the night is over", "2026-03-29 04:00", "2026-03-30 08:00"},
		{"the clocks go back", "2026-10-25 03:59", ""},
	} {
		at := local(t, h.zone, c.at)
		if open := h.open(at); open != (c.opens == "") {
			t.Errorf("%s, %s: open is %v", c.why, c.at, open)
		}
		if c.opens != "" && !h.opens(at).Equal(local(t, h.zone, c.opens)) {
			t.Errorf("%s, %s: opens %s, not %s", c.why, c.at, h.opens(at), c.opens)
		}
	}
}

func local(t *testing.T, zone *time.Location, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestHoursNeverAgain: a line whose last open day is over does not know when it opens.
func TestHoursNeverAgain(t *testing.T) {
	h := newTimetable(&Hours{Zone: "UTC", Exceptions: []DaySpan{{Date: "2026-01-01", From: "08:00", To: "09:00"}}})
	if at := h.opens(time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)); !at.IsZero() {
		t.Errorf("it opens %s", at)
	}
}
