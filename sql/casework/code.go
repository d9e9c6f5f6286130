package casework

import (
	"fmt"
	"regexp"
	"strings"
)

// Prefix is what codes begin with unless a setting says another: "rast".
const Prefix = "R"

var prefixShape = regexp.MustCompile(`^[A-Z]{1,8}$`)

// IsPrefix tells whether a code may begin so.
func IsPrefix(prefix string) bool { return prefixShape.MatchString(prefix) }

// Code gives a case's code. It says when the case was begun and nothing of the child.
func Code(prefix string, year, number int) string {
	return fmt.Sprintf("%s-%04d-%04d", prefix, year, number)
}

var typed = regexp.MustCompile(`^(?:([A-Z]{1,8})[- ]?)?([0-9]{4})[-/ ]0*([1-9][0-9]{0,9})$`)

// ReadCode gives the code that somebody typed, whatever the capitals; the house's prefix and leading zeros may be left out. It
// tells whether it is one.
func ReadCode(text, prefix string) (code string, ok bool) {
	parts := typed.FindStringSubmatch(strings.ToUpper(strings.TrimSpace(text)))
	if parts == nil {
		return "", false
	}
	if parts[1] != "" {
		prefix = parts[1]
	}
	return fmt.Sprintf("%s-%s-%04s", prefix, parts[2], parts[3]), true
}
