package web

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

const (
	minPassword = 10 // characters, not counting what anybody would guess
	minWord     = 3  // of a name, to be taken out
)

// commonText is the 10,000 passwords of ten characters or more that people use most, the commonest first: from Mark
// Burnett's list of ten million, which is in the public domain.
//
//go:embed common-passwords.txt
var commonText string

var common = sync.OnceValue(func() map[string]bool {
	known := make(map[string]bool, 10_000)
	for word := range strings.Lines(commonText) {
		known[strings.TrimSpace(word)] = true
	}
	return known
})

// houseText is what somebody who knows this house would try first, one word a line. They may stand in a password, and do
// not count towards its length. Another helpline has a list of its own.
//
//go:embed house-words.txt
var houseText string

// CheckPassword tells whether somebody may choose this password, whatever characters it is made of. Of is what they are
// called: their login and name.
func CheckPassword(password string, of ...string) error {
	bare := strings.ToLower(password)
	if common()[bare] || len(password) > maxPassword {
		return errWeakPassword
	}
	for _, word := range guessable(of) {
		bare = strings.ReplaceAll(bare, word, "")
	}
	if utf8.RuneCountInString(bare) < minPassword {
		return errWeakPassword
	}
	return nil
}

// guessable lists the words that do not count, the longest first.
func guessable(of []string) []string {
	words := strings.Fields(houseText)
	for _, name := range of {
		for _, word := range strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if utf8.RuneCountInString(word) >= minWord {
				words = append(words, word)
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}
