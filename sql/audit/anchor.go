package audit

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Anchor fixes what the trail was at one moment: kept where the database's owner cannot reach, it shows any cut or
// rewriting of what was there then.
type Anchor struct {
	Size int64
	Root []byte
	At   time.Time
	MAC  []byte
}

const anchorMark = "alo116-audit-anchor"

// Anchor makes the anchor of a tree.
func (k Keys) Anchor(t *Tree, at time.Time) (Anchor, error) {
	a := Anchor{Size: t.Size(), Root: t.Root(), At: at.UTC().Truncate(time.Second)}
	mac, err := k.MAC.ComputeMAC(a.content())
	if err != nil {
		return Anchor{}, fmt.Errorf("make an anchor: %w", err)
	}
	a.MAC = mac
	return a, nil
}

func (a Anchor) content() []byte {
	return []byte(anchorMark + " " + strconv.FormatInt(a.Size, 10) + " " + hex.EncodeToString(a.Root) + " " + a.At.UTC().Format(time.RFC3339))
}

// String is the anchor as one line that can be mailed or printed.
func (a Anchor) String() string {
	return string(a.content()) + " " + base64.RawURLEncoding.EncodeToString(a.MAC)
}

// anchorWords is how many words an anchor has.
const anchorWords = 5

// ReadAnchors finds the anchors in a text, however its lines were broken on the way. Bad tells how many are not
// ones that this key made.
func (k Keys) ReadAnchors(text string) (anchors []Anchor, bad int) {
	words := strings.Fields(text)
	for i, word := range words {
		if word != anchorMark {
			continue
		}
		a, err := parseAnchor(words[i:min(i+anchorWords, len(words))])
		if err != nil || k.MAC.VerifyMAC(a.MAC, a.content()) != nil {
			bad++
			continue
		}
		anchors = append(anchors, a)
	}
	return anchors, bad
}

func parseAnchor(words []string) (a Anchor, err error) {
	if len(words) != anchorWords {
		return a, fmt.Errorf("an anchor has %d words", anchorWords)
	}
	if a.Size, err = strconv.ParseInt(words[1], 10, 64); err != nil {
		return a, err
	}
	if a.Root, err = hex.DecodeString(words[2]); err != nil {
		return a, err
	}
	if a.At, err = time.Parse(time.RFC3339, words[3]); err != nil {
		return a, err
	}
	a.MAC, err = base64.RawURLEncoding.DecodeString(words[4])
	return a, err
}
