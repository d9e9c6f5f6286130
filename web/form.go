package web

import (
	"encoding/json"
	"net/http"
	"sync"

	"alo116/agent/form"
)

// forms holds every version of the form's definition, and of the case sheet, as it is sent: encoded and compressed once. A version never
// changes while the service runs.
var forms = sync.OnceValue(func() map[string]page {
	const kind = "application/json; charset=utf-8"
	ready := map[string]page{}
	for _, version := range form.Sheets() {
		d, _ := form.Version(version)
		body, err := json.Marshal(d)
		if err != nil {
			panic("encode the form: " + err.Error()) // a test reads every version
		}
		ready[version] = page{body, zip(body, kind), kind, `"` + digest(body) + `"`}
	}
	return ready
})

// form gives a version of the form's definition. A browser that has it already is told so.
func (s *Site) form(w http.ResponseWriter, r *http.Request) error {
	version := r.URL.Query().Get("version")
	if version == "" {
		version = s.cfg.Hub.Form()
	}
	f, ok := forms()[version]
	if !ok {
		return errNotFound
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	f.send(w, r)
	return nil
}
