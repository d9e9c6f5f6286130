package form

import (
	"embed"
	"sync"
)

// Reference data that stands beside the form: it may be corrected at any time, for no record depends on it.
//
//go:embed reference
var references embed.FS

// CHILabel is a place in the taxonomy of Child Helpline International, in its exact words.
type CHILabel struct {
	Group string `json:"group"`
	Label string `json:"label"`
}

// CHI gives what CHI calls a category, or a kind of contact that was no counselling. Kinds that are counselling, and
// those that are not counted, have no place there.
func CHI(code string) (CHILabel, bool) {
	l, ok := chi()[code]
	return l, ok
}

var chi = sync.OnceValue(func() map[string]CHILabel {
	var file chiFile
	mustDecode("chi", &file)
	table := make(map[string]CHILabel, len(file.Rows))
	for _, r := range file.Rows {
		table[r.Code] = r.CHILabel
	}
	return table
})

type chiFile struct {
	Source string `json:"source"`
	Rows   []struct {
		Code string `json:"code"`
		CHILabel
	} `json:"rows"`
	Unasked []CHILabel `json:"unasked"` // labels that nothing of ours is exported to
}

// OldCategory is a group that figures of earlier years were counted by, and the categories that it is now.
// A category may be in several, so the groups do not add up.
type OldCategory struct {
	Code  string   `json:"code"`
	Label Label    `json:"label"`
	New   []string `json:"new"`
}

// OldCategories lists the groups of earlier years. They are shared: do not change them.
var OldCategories = sync.OnceValue(func() []OldCategory {
	var file struct {
		Source string        `json:"source"`
		Rows   []OldCategory `json:"rows"`
	}
	mustDecode("old_categories", &file)
	return file.Rows
})

// EmergencyNumber is a short number for when life is in danger.
type EmergencyNumber struct {
	Number    string `json:"number"`
	Label     Label  `json:"label"`
	Source    string `json:"source"`
	Confirmed bool   `json:"confirmed"` // a source was read that says what it is for
}

// EmergencyNumbers lists them, the general one first. They are shared: do not change them.
var EmergencyNumbers = sync.OnceValue(func() []EmergencyNumber {
	var file struct {
		Rows []EmergencyNumber `json:"rows"`
	}
	mustDecode("emergency", &file)
	return file.Rows
})

// Helpers lists the kinds of bodies that are asked into a talk, and that no case is referred to. They are shared: do not change them.
var Helpers = sync.OnceValue(func() []Option {
	var file struct {
		Rows []Option `json:"rows"`
	}
	mustDecode("helpers", &file)
	return file.Rows
})

// mustDecode reads an embedded file, which a test proves can be read.
func mustDecode(name string, into any) {
	if err := decode(references, "reference/"+name+".json", into); err != nil {
		panic(err.Error())
	}
}
