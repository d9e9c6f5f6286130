package roles

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// parseCell reads what one role may do: "-", or grants with commas between them.
func parseCell(word string) ([]grant, error) {
	if word == "-" {
		return nil, nil
	}
	var grants []grant
	for part := range strings.SplitSeq(word, ",") {
		g, err := parseGrant(part)
		if err != nil {
			return nil, err
		}
		for _, other := range grants {
			if g.implied(other) || other.implied(g) {
				return nil, fmt.Errorf("in %q one part says nothing that another does not", word)
			}
		}
		grants = append(grants, g)
	}
	return grants, nil
}

var scopes = map[string]scope{"own": own, "team": team, "any": whole}

// parseGrant reads "SCOPE", "SCOPE<AGE", and either with a mark behind it.
func parseGrant(part string) (g grant, err error) {
	g.verdict = Yes
	rest := part
	if short, is := strings.CutSuffix(rest, "?"); is {
		rest, g.verdict = short, ForReason
	} else if short, is := strings.CutSuffix(rest, "!"); is {
		rest, g.verdict = short, Glass
	}
	name, age, limited := strings.Cut(rest, "<")
	var known bool
	if g.scope, known = scopes[name]; !known {
		return g, fmt.Errorf("%q is none of own, team, any", part)
	}
	if limited {
		g.younger, err = parseAge(age)
	}
	return g, err
}

var units = map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}

func parseAge(word string) (time.Duration, error) {
	if len(word) < 2 {
		return 0, fmt.Errorf("%q is no age: write 15m, 24h or 90d", word)
	}
	number, unit := word[:len(word)-1], units[word[len(word)-1:]]
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n == 0 || unit == 0 {
		return 0, fmt.Errorf("%q is no age: write 15m, 24h or 90d", word)
	}
	return time.Duration(n) * unit, nil
}
