package form

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Latest is the version that new contacts are begun with, unless a setting (alo116 serve --form-version) says another.
const Latest = "2"

//go:embed definitions lists
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
		d, err := read(files, "definitions/"+e.Name())
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

// Versions lists all versions of the form that contacts may have been begun with, the oldest first.
func Versions() []string {
	contacts := slices.DeleteFunc(slices.Collect(maps.Keys(all())), ofCases)
	return slices.SortedFunc(slices.Values(contacts), func(a, b string) int { return cmp.Compare(number(a), number(b)) })
}

// read reads a definition: one file, or a directory of parts that are put together.
func read(from fs.FS, name string) (*Definition, error) {
	parts := []string{name}
	if !strings.HasSuffix(name, ".json") {
		var err error
		if parts, err = fs.Glob(from, name+"/*.json"); err != nil {
			return nil, fmt.Errorf("read form definition: %w", err)
		}
	}
	d := new(Definition)
	for _, part := range parts {
		if err := d.add(from, part); err != nil {
			return nil, err
		}
	}
	if err := d.take(from); err != nil {
		return nil, err
	}
	d.order()
	return d, d.readLists(from, d.Fields)
}

// add puts a part's stages and fields to those of the definition.
func (d *Definition) add(from fs.FS, name string) error {
	var part Definition
	if err := decode(from, name, &part); err != nil {
		return fmt.Errorf("read form definition: %w", err)
	}
	d.Version = cmp.Or(d.Version, part.Version)
	d.Take = cmp.Or(d.Take, part.Take)
	d.Languages = append(d.Languages, part.Languages...)
	d.Stages = append(d.Stages, part.Stages...)
	d.Fields = append(d.Fields, part.Fields...)
	return nil
}

// order sorts the fields as the stages name them.
func (d *Definition) order() {
	at := map[string]int{}
	for _, s := range d.Stages {
		for _, key := range s.keys() {
			at[key] = len(at) + 1
		}
	}
	slices.SortStableFunc(d.Fields, func(a, b Field) int { return cmp.Compare(at[a.Key], at[b.Key]) })
}

// keys lists the fields of a stage, in order.
func (s *Stage) keys() []string {
	keys := slices.Clone(s.Fields)
	for _, section := range s.Sections {
		keys = append(keys, section.Fields...)
	}
	return keys
}
