package queue

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

//go:embed policy.schema.json
var policySchema string

// PolicySchema is the JSON schema of the policy file.
func PolicySchema() string { return policySchema }

// ParsePolicy reads a policy file and checks it. Its errors say what is wrong, where, in words.
func ParsePolicy(data []byte) (*Policy, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	p := &Policy{}
	if err := d.Decode(p); err != nil {
		return nil, fmt.Errorf("read policy: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("read policy: something follows after its end")
	}
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("check policy: %w", err)
	}
	return p, nil
}
