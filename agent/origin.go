package agent

import (
	"net/http"
	"net/url"
	"strings"
)

// sameOrigin tells whether a websocket request comes from our own pages. Browsers always send Origin with one.
func sameOrigin(r *http.Request) bool {
	u, err := url.Parse(r.Header.Get("Origin"))
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, r.Host)
}
