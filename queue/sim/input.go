package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"alo116/queue"
)

// Input is a file to simulate, as the package comment describes it.
type Input struct {
	Seed          *uint64         `json:"seed,omitempty"`
	Calls         int             `json:"calls"`
	WarmUpCalls   *int            `json:"warm_up_calls,omitempty"`
	ServiceLevelS *float64        `json:"service_level_s,omitempty"`
	WaitingRoom   *int            `json:"waiting_room,omitempty"`
	Reserve       []queue.Reserve `json:"reserve,omitempty"`
	CallTypes     []CallType      `json:"call_types"`
	Agents        []Agents        `json:"agents"`
}

// CallType is a kind of call.
type CallType struct {
	Name     string        `json:"name"`
	PerHour  Rate          `json:"per_hour"`
	Skills   []queue.Skill `json:"skills,omitempty"`
	Priority int           `json:"priority,omitempty"`
	Talk     *Spread       `json:"talk_s"`
	Patience *Spread       `json:"patience_s,omitempty"`
}

// Agents are people who are alike.
type Agents struct {
	Name    string           `json:"name"`
	Count   *int             `json:"count,omitempty"`
	Skills  []queue.Skill    `json:"skills,omitempty"`
	Speed   *float64         `json:"speed,omitempty"`
	WrapUpS float64          `json:"wrap_up_s,omitempty"`
	Shifts  []queue.WeekSpan `json:"shifts,omitempty"`
}

// ParseInput reads a file to simulate and fills in the defaults. An impossible file is one error
// that names the field.
func ParseInput(file []byte) (*Input, error) {
	in := new(Input)
	if err := decodeStrictly(file, in); err != nil {
		return nil, err
	}
	in.fill()
	return in, in.check()
}

// decodeStrictly reads exactly one JSON document, without fields that mean nothing.
func decodeStrictly(file []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(file[:min(int(syntax.Offset), len(file))], []byte("\n"))
		return fmt.Errorf("line %d: %w", line, err)
	case errors.Is(err, io.EOF):
		return errors.New("the file is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the file ends too early")
	case err != nil:
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the end of the JSON document")
	}
	return nil
}

func (in *Input) fill() {
	orDefault(&in.Seed, 1)
	orDefault(&in.WarmUpCalls, in.Calls/20)
	orDefault(&in.ServiceLevelS, 20)
	for i := range in.Agents {
		orDefault(&in.Agents[i].Count, 1)
		orDefault(&in.Agents[i].Speed, 1)
	}
}

func orDefault[T any](p **T, v T) {
	if *p == nil {
		*p = &v
	}
}
