package form

import (
	"encoding/json"
	"strings"
	"time"

	"alo116/queue"
)

// Entered is a contact that was no call of the service, as it is known when somebody begins to enter it.
type Entered struct {
	ID      string // chosen by the page, so that asking again begins no second one
	By      queue.AgentID
	For     queue.AgentID // who took it; most often the same
	Channel string
	At      string // when it was, as exact as known, in the helpline's own time: 2026-03-14T21:30, 2026-03-14
}

// Answer is a field and its value.
type Answer struct {
	Field string
	Value json.RawMessage
}

// The fields that tell how, when and with whom a contact was. The service fills them in where it knows.
const (
	ChannelField    = "channel"
	HappenedAtField = "happened_at"
	TakenByField    = "taken_by"
)

// PhoneField is where a caller's number is written down that no call showed, or another that they want to be called back on.
const PhoneField = "caller_phone"

// Values are what is filled in from the start; an error if a version of the form does not take them.
func (e Entered) Values(version string) (values []Answer, err error) {
	for _, field := range []struct {
		key   string
		value any
	}{{ChannelField, e.Channel}, {HappenedAtField, map[string]string{"at": e.At}}, {TakenByField, e.For}} {
		value, err := json.Marshal(field.value)
		if err == nil {
			err = Validate(version, field.key, value)
		}
		if err != nil {
			return nil, err
		}
		values = append(values, Answer{field.key, value})
	}
	return values, nil
}

// TakenBy tells who took a contact: whose it is or, if it was entered, for whom.
func TakenBy(c Contact) (taker queue.AgentID) {
	if c.Call != "" || json.Unmarshal(c.Values[TakenByField], &taker) != nil || taker == "" {
		return c.Agent
	}
	return taker
}

// Happened gives the first and the last moment that a date may mean; not ok if it is none, or not known.
func Happened(value json.RawMessage, in *time.Location) (first, last time.Time, ok bool) {
	var date struct {
		At string `json:"at"`
	}
	if json.Unmarshal(value, &date) != nil {
		return first, last, false
	}
	for _, layout := range [...]string{"2006-01-02T15:04", time.DateOnly, "2006-01", "2006"} {
		if first, err := time.ParseInLocation(layout, date.At, in); err == nil {
			return first, after(first, layout), true
		}
	}
	return first, last, false
}

// after is the end of the span that a layout names.
func after(first time.Time, layout string) time.Time {
	switch strings.Count(layout, "-") + strings.Count(layout, "T") {
	case 0:
		return first.AddDate(1, 0, 0)
	case 1:
		return first.AddDate(0, 1, 0)
	case 2:
		return first.AddDate(0, 0, 1)
	}
	return first.Add(time.Minute)
}
