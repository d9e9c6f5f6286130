package form

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"
)

// Latest is the version that new contacts are begun with.
const Latest = "1"

//go:embed definitions/*.json
var files embed.FS

// all reads the embedded definitions once. That they can be read is proven by a test, so an error here
// means a broken binary.
var all = sync.OnceValue(func() map[string]*Definition {
	entries, err := files.ReadDir("definitions")
	if err != nil {
		panic(fmt.Sprintf("read embedded form definitions: %v", err))
	}
	defs := make(map[string]*Definition, len(entries))
	for _, e := range entries {
		d, err := read("definitions/" + e.Name())
		if err != nil {
			panic(err.Error())
		}
		defs[d.Version] = d
	}
	return defs
})

// Version gives the definition of that version. It is shared: do not change it.
func Version(version string) (*Definition, bool) {
	d, ok := all()[version]
	return d, ok
}

func read(name string) (*Definition, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read form definition: %w", err)
	}
	d := new(Definition)
	if err := json.Unmarshal(raw, d); err != nil {
		return nil, fmt.Errorf("parse form definition %s: %w", name, err)
	}
	return d, nil
}
