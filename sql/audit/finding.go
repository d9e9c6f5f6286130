package audit

import (
	"fmt"
	"time"
)

// Kind is what is wrong with some entries, as a code.
type Kind string

// The kinds of findings.
const (
	Edited       Kind = "edited"        // not as one with the key wrote it: changed, moved here or made up
	Missing      Kind = "missing"       // deleted
	Repeated     Kind = "repeated"      // more entries of that number than one
	Rehashed     Kind = "rehashed"      // the stored node is not what the entries add up to
	WordsChanged Kind = "words_changed" // the words are not those that were written
	WordsGone    Kind = "words_gone"    // the words are gone, and no entry tells that they were erased
	WordsBack    Kind = "words_back"    // the words are there, though an entry tells that they were erased
	Cut          Kind = "cut"           // an anchor knows of entries after the last one
	Rewritten    Kind = "rewritten"     // an anchor knows these entries otherwise
)

// Finding says what is wrong, from which entry to which.
type Finding struct {
	Kind     Kind
	From, To int64
	Anchor   Anchor // of Cut and Rewritten: which one contradicts
}

// String says it to a stranger.
func (f Finding) String() string { return f.entries() + " " + f.says() }

func (f Finding) entries() string {
	if f.From == f.To {
		return fmt.Sprintf("entry %d", f.From)
	}
	return fmt.Sprintf("entries %d to %d", f.From, f.To)
}

func (f Finding) says() string {
	switch f.Kind {
	case Edited:
		return "not as written: changed afterwards, moved from elsewhere, or made without the key"
	case Missing:
		return "missing: deleted afterwards"
	case Repeated:
		return "there more than once, or out of order"
	case Rehashed:
		return "stored with a hash that the entries do not add up to: the tree was changed afterwards"
	case WordsChanged:
		return "with other words than were written"
	case WordsGone:
		return "without the words that were written, and no entry tells of a lawful erasure"
	case WordsBack:
		return "with words that an entry tells were erased: perhaps an old backup was put back"
	case Cut:
		return fmt.Sprintf("cut off the end: the anchor of %s knew %d entries", f.Anchor.At.Format(time.RFC3339), f.Anchor.Size)
	case Rewritten:
		return fmt.Sprintf("not those that the anchor of %s knew: replaced by others afterwards", f.Anchor.At.Format(time.RFC3339))
	}
	return string(f.Kind)
}
