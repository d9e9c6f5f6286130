package form

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// list is a file of options that several fields, and several versions of the form, share. Codes are only
// added to it; one that is not to be chosen any more gets an Until.
type list struct {
	Source  string   `json:"source"` // where it was taken from, and what Std stands for
	Options []Option `json:"options"`
}

// readLists reads the lists that fields use, as far as they belong to this version of the form.
func (d *Definition) readLists(from fs.FS, fields []Field) error {
	for i := range fields {
		f := &fields[i]
		if err := d.readLists(from, f.Fields); err != nil {
			return err
		}
		if f.List == "" || d.Lists[f.List] != nil {
			continue
		}
		var read list
		if err := decode(from, "lists/"+f.List+".json", &read); err != nil {
			return fmt.Errorf("read list of options: %w", err)
		}
		if d.Lists == nil {
			d.Lists = map[string][]Option{}
		}
		d.Lists[f.List] = []Option{}
		for _, o := range read.Options {
			if within(d.Version, o.Since, o.Until) {
				d.Lists[f.List] = append(d.Lists[f.List], o)
			}
		}
	}
	return nil
}

// within tells whether a version is one from since to until, each of which may be open.
func within(version, since, until string) bool {
	v, a, b := number(version), number(since), number(until)
	return v >= a && (until == "" || v <= b)
}

// number reads a version, of contacts or of cases; what is none comes before all.
func number(version string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(version, casePrefix))
	if err != nil {
		return 0
	}
	return n
}

// decode reads a file strictly: a key that nothing reads is a slip of the pen.
func decode(from fs.FS, name string, into any) error {
	raw, err := fs.ReadFile(from, name)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("parse %s: %w", name, err)
	}
	return nil
}
