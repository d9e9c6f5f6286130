package web

import (
	"net/http"
	"strings"
)

// families of browsers by a word of their User-Agent, the more special first: most of them call themselves Chrome and
// Safari as well.
var families = [...]struct{ word, family string }{
	{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

// family names the family of the browser, and nothing more of it: enough for somebody to know their own.
func family(r *http.Request) string {
	agent := r.UserAgent()
	for _, f := range families {
		if strings.Contains(agent, f.word) {
			return f.family
		}
	}
	return ""
}
