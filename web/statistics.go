package web

import (
	"fmt"
	"net/http"
	"regexp"
	"time"

	"alo116/agent/form"
	"alo116/sql/figures"
)

// periods that figures are asked for: a year, a quarter, a month. Any two days would let one contact be told by the difference.
var periods = regexp.MustCompile(`^(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$`)

type statisticsBody struct {
	Period   string        `json:"period"`
	Few      int           `json:"few"` // what is rarer is not told
	Lines    figures.Table `json:"lines"`
	Channels figures.Table `json:"channels"`
	Kinds    figures.Table `json:"kinds"`
}

// statistics tells how many contacts there were in a period, by the line, the channel and the kind; what is rare is not told.
func (s *Site) statistics(w http.ResponseWriter, r *http.Request) error {
	period := r.URL.Query().Get("period")
	from, before, err := span(period)
	if err != nil {
		return err
	}
	counts, err := s.cfg.Staff.CountContacts(r.Context(), from, before, uncounted())
	if err != nil {
		return err
	}
	lines, channels, kinds := map[string]int{}, map[string]int{}, map[string]int{}
	for _, c := range counts {
		lines[c.Line] += c.N
		channels[c.Channel] += c.N
		kinds[c.Kind] += c.N
	}
	reply(w, http.StatusOK, statisticsBody{period, figures.Few, figures.Told(lines), figures.Told(channels), figures.Told(kinds)})
	return nil
}

// span gives the first midnight of a period, and the first after it.
func span(period string) (from, before time.Time, err error) {
	parts := periods.FindStringSubmatch(period)
	if parts == nil {
		return from, before, fault{"bad_period", "Figures are of a year, a quarter or a month."}
	}
	layout, months := "2006-01", 1
	switch {
	case parts[2] != "":
		period, months = fmt.Sprintf("%s-%02d", parts[1], 3*int(parts[2][0]-'0')-2), 3
	case parts[3] == "":
		layout, months = "2006", 12
	}
	from, err = time.ParseInLocation(layout, period, time.Local)
	return from, from.AddDate(0, months, 0), err
}

// uncounted are the kinds of contacts that no figure counts: our own trials.
func uncounted() (codes []string) {
	for _, o := range form.Kinds() {
		if o.Has("not_counted") {
			codes = append(codes, o.Code)
		}
	}
	return codes
}
