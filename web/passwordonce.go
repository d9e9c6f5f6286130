package web

import (
	"crypto/rand"
	"regexp"
	"strings"
)

// PasswordOnce makes a password that can be copied, or said when it must be: 130 random bits (ASVS 11.5.1).
func PasswordOnce() (password, hash string, err error) {
	password = grouped(strings.ToLower(rand.Text()), 5)
	hash, err = HashPassword(password)
	return password, hash, err
}

var madeShape = regexp.MustCompile(`^([a-z2-7]{5}-){5}[a-z2-7]$`)

// looksMade tells whether PasswordOnce could have made this password.
func looksMade(password string) bool { return madeShape.MatchString(password) }
