package retention

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:embed rules.schema.json
var schema string

// Schema is the JSON schema of the rules' file.
func Schema() string { return schema }

// Parse reads a file of rules and checks it. Its errors say what is wrong, where, in words.
func Parse(data []byte) (*Rules, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	r := &Rules{}
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("read retention rules: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("read retention rules: something follows after their end")
	}
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("check retention rules: %w", err)
	}
	return r, nil
}
