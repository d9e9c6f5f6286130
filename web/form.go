package web

import (
	"net/http"

	"alo116/agent/form"
)

// form gives a version of the form's definition.
func (s *Site) form(w http.ResponseWriter, r *http.Request) error {
	version := r.URL.Query().Get("version")
	if version == "" {
		version = s.cfg.Hub.Form()
	}
	d, ok := form.Version(version)
	if !ok {
		return errNotFound
	}
	reply(w, http.StatusOK, d)
	return nil
}
