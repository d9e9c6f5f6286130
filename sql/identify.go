package sql

import (
	"encoding/hex"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"alo116/queue"
)

// withheldWords are what networks and switches put where a number would be.
var withheldWords = map[string]bool{
	"anonymous": true, "restricted": true, "unavailable": true, "unknown": true, "private": true,
	"withheld": true, "asreceived": true, "nonumber": true, "blocked": true,
}

// Identify turns a presented number into what may be known of it: keys that recognise it and a
// mask that a counsellor may see. The number itself goes no further. Nothing is kept of a withheld
// one, nor of one without a digit.
func (k *Keys) Identify(number string, withheld bool) queue.Caller {
	number = userPart(number)
	if withheld || withheldWords[letters(number)] {
		return queue.Caller{Withheld: true}
	}
	full, mask := k.normalise(number)
	if full == "" {
		return queue.Caller{Withheld: true}
	}
	caller := queue.Caller{Masked: mask}
	for i, key := range numberKeys(k.now.Load().hash, full) {
		if i == 0 {
			caller.Key = hex.EncodeToString(key)
			continue
		}
		caller.Earlier = strings.TrimLeft(caller.Earlier+" "+hex.EncodeToString(key), " ")
	}
	return caller
}

// normalise gives the one way to write a number, and its mask. What no country could have given
// out (an extension, a short code) is taken by its digits as they are.
func (k *Keys) normalise(number string) (full, mask string) {
	parsed, err := phonenumbers.Parse(number, k.source.Region)
	if err != nil || !phonenumbers.IsPossibleNumber(parsed) {
		digits := onlyDigits(number)
		return digits, maskDigits(digits)
	}
	return phonenumbers.Format(parsed, phonenumbers.E164), maskNumber(parsed)
}

// userPart strips what SIP may put around a number: a scheme, a host, parameters.
func userPart(number string) string {
	number = strings.TrimSpace(number)
	for _, scheme := range []string{"sip:", "sips:", "tel:"} {
		if len(number) > len(scheme) && strings.EqualFold(number[:len(scheme)], scheme) {
			number = number[len(scheme):]
			break
		}
	}
	if end := strings.IndexAny(number, "@;"); end >= 0 {
		number = number[:end]
	}
	return strings.TrimSpace(number)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 'a' || r > 'z' {
			return -1
		}
		return r
	}, strings.ToLower(s))
}
