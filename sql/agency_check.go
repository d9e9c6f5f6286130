package sql

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"alo116/agent/form"
)

// AgencyFault names the part of an entry that cannot be as it is: "kind", "name", "places", "phones", "emails", "web",
// "callable", or "long" where a text is too long.
type AgencyFault string

func (f AgencyFault) Error() string { return "the directory cannot keep this entry's " + string(f) }

// A number of any country, or a short one, once blanks, brackets and hyphens are left out.
var phoneShape = regexp.MustCompile(`^\+?[0-9]{2,15}$`)

var phoneBlanks = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", "/", "", ".", "")

// tidy gives an entry as it is kept, or says what cannot be kept.
func (a Agency) tidy() (Agency, error) {
	a.Name, a.Web, a.Address = strings.TrimSpace(a.Name), strings.TrimSpace(a.Web), strings.TrimSpace(a.Address)
	a.Hours, a.Notes = strings.TrimSpace(a.Hours), strings.TrimSpace(a.Notes)
	a.Places, a.Phones, a.Emails = filled(a.Places, strings.TrimSpace), filled(a.Phones, phoneBlanks.Replace), filled(a.Emails, strings.TrimSpace)
	for _, check := range []struct {
		part string
		good bool
	}{
		{"kind", form.AgencyKind(a.Kind)},
		{"name", a.Name != "" && utf8.RuneCountInString(a.Name) <= 160},
		{"places", len(a.Places) <= 61 && each(a.Places, isPlace)},
		{"phones", len(a.Phones) <= 5 && each(a.Phones, phoneShape.MatchString)},
		{"emails", len(a.Emails) <= 5 && each(a.Emails, isMail)},
		{"web", isWeb(a.Web)},
		{"callable", !a.Callable || len(a.Phones) > 0},
		{"long", each([]string{a.Web, a.Address, a.Hours}, isLine) && utf8.RuneCountInString(a.Notes) <= 1000},
	} {
		if !check.good {
			return a, AgencyFault(check.part)
		}
	}
	return a, nil
}

// filled gives what is left of texts that are made tidy: those that are not empty.
func filled(texts []string, tidy func(string) string) []string {
	left := []string{}
	for _, text := range texts {
		if text = tidy(text); text != "" {
			left = append(left, text)
		}
	}
	return left
}

func each(texts []string, good func(string) bool) bool {
	for _, text := range texts {
		if !good(text) {
			return false
		}
	}
	return true
}

// isPlace tells whether a code stands for somewhere.
func isPlace(code string) bool {
	o, known := form.Listed(form.Places, code)
	return known && len(o.Flags) > 0
}

func isMail(text string) bool {
	a, err := mail.ParseAddress(text)
	return err == nil && a.Address == text && len(text) <= 100
}

func isWeb(text string) bool {
	u, err := url.Parse(text)
	return text == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func isLine(text string) bool { return utf8.RuneCountInString(text) <= 200 }
