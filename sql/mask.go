package sql

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// hidden is how many digits a mask hides at least: fewer could be guessed by trying.
const hidden = 4

// maskNumber keeps the country, the operator's prefix and the last two digits:
// "+355 69 ••• •• 01".
func maskNumber(number *phonenumbers.PhoneNumber) string {
	country := "+" + strconv.Itoa(int(number.GetCountryCode()))
	national := phonenumbers.GetNationalSignificantNumber(number)
	prefix := operatorPrefix(number, national)
	rest := national[len(prefix):]
	if len(rest) < hidden+2 {
		return country + " " + dots(len(rest))
	}
	parts := []string{country, prefix, dots(len(rest) - 2), rest[len(rest)-2:]}
	if prefix == "" {
		parts = append(parts[:1], parts[2:]...)
	}
	return strings.Join(parts, " ")
}

// operatorPrefix is the part of a national number that names the operator or the town, if enough
// digits are left to hide.
func operatorPrefix(number *phonenumbers.PhoneNumber, national string) string {
	length := phonenumbers.GetLengthOfNationalDestinationCode(number)
	if length == 0 && len(national) > 8 {
		length = 2 // numbers the metadata does not know yet
	}
	if len(national)-length < hidden+2 {
		return ""
	}
	return national[:length]
}

// maskDigits hides a number of no known form, all but the last two digits of a long one.
func maskDigits(digits string) string {
	if len(digits) < hidden+2 {
		return dots(len(digits))
	}
	return dots(len(digits)-2) + " " + digits[len(digits)-2:]
}

// dots gives n dots in groups of three.
func dots(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 && i%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteString("•")
	}
	return b.String()
}
