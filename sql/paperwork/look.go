package paperwork

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Most is how many bytes a document has at most.
const Most = 10_000_000

// What a document may not be.
var (
	// ErrKind: it is of no kind that is kept, or not what it looks like.
	ErrKind = errors.New("documents of this kind are not kept")
	// ErrSize: it is empty, or too large.
	ErrSize = errors.New("the document is empty or too large")
)

// Look looks at a document as its bytes go by. The zero value has seen nothing.
type Look struct {
	size  int
	head  []byte // its beginning, as far as that tells the kind
	tail  []byte // the last bytes, which the next may go on from
	found map[string]bool
	plain text
}

// headSize is as much of a beginning as any kind needs.
const headSize = 512

// longest is the length of the longest mark less one.
const longest = 23

// marks are what tells documents in an archive from others, and what makes them dangerous: names within it are never compressed.
var marks = []string{"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin", "/vbaProject.bin", "Basic/script-lc.xml", "word/activeX/", "Scripts/", "/JavaScript", "/Launch"}

// Write looks at the next bytes. It fails with ErrSize once they are too many.
func (l *Look) Write(part []byte) (int, error) {
	l.size += len(part)
	if l.size > Most {
		return 0, ErrSize
	}
	if missing := headSize - len(l.head); missing > 0 {
		l.head = append(l.head, part[:min(missing, len(part))]...)
	}
	window := append(l.tail, part...)
	for _, mark := range marks {
		if bytes.Contains(window, []byte(mark)) {
			l.note(mark)
		}
	}
	l.tail = bytes.Clone(window[max(0, len(window)-longest):])
	l.plain.write(part)
	return len(part), nil
}

func (l *Look) note(mark string) {
	if l.found == nil {
		l.found = map[string]bool{}
	}
	l.found[mark] = true
}

// Size tells how many bytes went by.
func (l *Look) Size() int { return l.size }

// Kind tells what all that went by is: ErrSize if that is nothing, ErrKind if it is not kept.
func (l *Look) Kind() (string, error) {
	if l.size == 0 {
		return "", ErrSize
	}
	for _, k := range kinds {
		if k.is(l) {
			return k.Code, nil
		}
	}
	return "", ErrKind
}

func (l *Look) begins(with string) bool { return bytes.HasPrefix(l.head, []byte(with)) }

// at tells whether something stands at a place of the beginning.
func (l *Look) at(place int, what string) bool {
	return len(l.head) >= place+len(what) && string(l.head[place:place+len(what)]) == what
}

// text tells whether bytes are words.
type text struct {
	bad  bool
	rest []byte // the beginning of a sign that the next bytes end
}

func (t *text) write(part []byte) {
	for left := append(t.rest, part...); ; {
		r, size := utf8.DecodeRune(left)
		switch {
		case t.bad || len(left) == 0:
			t.rest = nil
			return
		case r == utf8.RuneError && size <= 1 && !utf8.FullRune(left):
			t.rest = bytes.Clone(left)
			return
		case r == utf8.RuneError && size <= 1, r < ' ' && !strings.ContainsRune("\t\n\r\f", r), r == 0x7f:
			t.bad = true
		}
		left = left[size:]
	}
}

// isText tells whether all that went by is words, and none that a browser or a shell takes for more.
func (l *Look) isText() bool {
	kind := http.DetectContentType(l.head)
	return !l.plain.bad && len(l.plain.rest) == 0 && strings.HasPrefix(kind, "text/plain") && !l.begins("#!") && !l.begins("<")
}
