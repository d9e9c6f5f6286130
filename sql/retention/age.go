package retention

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Age is a span of whole days, months or years of the calendar: "90 days", "5 years".
type Age struct {
	N    int
	Unit string // "day", "month", "year"
}

var ageWords = regexp.MustCompile(`^([1-9][0-9]{0,3}) (day|month|year)s?$`)

// UnmarshalText reads an age.
func (a *Age) UnmarshalText(text []byte) error {
	match := ageWords.FindSubmatch(text)
	if match == nil {
		return fmt.Errorf(`%q is no age: write it like "90 days", "18 months" or "5 years"`, text)
	}
	n, err := strconv.Atoi(string(match[1]))
	a.N, a.Unit = n, string(match[2])
	return err
}

// MarshalText writes it as UnmarshalText reads it.
func (a Age) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

func (a Age) String() string {
	if a.N == 1 {
		return "1 " + a.Unit
	}
	return strconv.Itoa(a.N) + " " + a.Unit + "s"
}

// Before gives the moment that was this age ago. A day that its month does not have is that month's last: what is due a
// month after 31 January is due at the end of February, never before.
func (a Age) Before(now time.Time) time.Time {
	switch a.Unit {
	case "day":
		return now.AddDate(0, 0, -a.N)
	case "month":
		return back(now, a.N)
	}
	return back(now, 12*a.N)
}

func back(now time.Time, months int) time.Time {
	then := now.AddDate(0, -months, 0)
	if then.Day() != now.Day() { // it ran over into the next month
		then = then.AddDate(0, 0, -then.Day())
	}
	return then
}
