package aritest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

func (s *Server) putObject(r *http.Request, b body) (int, any) {
	raw, err := json.Marshal(b["fields"])
	var fields []tuple
	if err != nil || json.Unmarshal(raw, &fields) != nil {
		return refuse(http.StatusBadRequest, "fields")
	}
	s.objects[r.PathValue("kind")+"/"+r.PathValue("name")] = fields
	return http.StatusOK, fields
}

func (s *Server) getObject(r *http.Request, _ body) (int, any) {
	fields := s.objects[r.PathValue("kind")+"/"+r.PathValue("name")]
	if fields == nil {
		return refuse(http.StatusNotFound, "not found")
	}
	return http.StatusOK, fields
}

func (s *Server) deleteObject(r *http.Request, _ body) (int, any) {
	name := r.PathValue("kind") + "/" + r.PathValue("name")
	if s.objects[name] == nil {
		return refuse(http.StatusNotFound, "not found")
	}
	delete(s.objects, name)
	return done()
}

func (s *Server) listEndpoints(*http.Request, body) (int, any) {
	list := []any{}
	for _, user := range s.users() {
		list = append(list, s.endpoint(user))
	}
	return http.StatusOK, list
}

func (s *Server) endpoint(user string) map[string]any {
	state := "offline"
	if s.online[user] {
		state = "online"
	}
	return map[string]any{"technology": "PJSIP", "resource": user, "state": state, "channel_ids": []string{}}
}

func (s *Server) users() (users []string) {
	for name := range s.objects {
		if user, ok := strings.CutPrefix(name, "endpoint/"); ok {
			users = append(users, user)
		}
	}
	slices.Sort(users)
	return users
}

// Users gives the SIP accounts there are.
func (s *Server) Users() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users()
}

// Register lets the phone of an account register, or, if it is there already, a newer one take its place.
func (s *Server) Register(user string) { s.contact(user, true) }

// Unregister lets the phone of an account go.
func (s *Server) Unregister(user string) { s.contact(user, false) }

// Forget lets a phone go without any event.
func (s *Server) Forget(user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.online[user] = false
}

func (s *Server) contact(user string, up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.online[user]
	s.online[user] = up
	status := map[bool]string{true: "NonQualified", false: "Removed"}
	if was != up {
		s.event("EndpointStateChange", map[string]any{"endpoint": s.endpoint(user)})
		s.event("PeerStatusChange", map[string]any{"endpoint": s.endpoint(user), "peer": map[string]string{"peer_status": "x"}})
	}
	tell := func(status string) {
		s.event("ContactStatusChange", map[string]any{"endpoint": s.endpoint(user), "contact_info": map[string]string{
			"uri": "sip:x@127.0.0.1", "contact_status": status, "aor": user, "roundtrip_usec": "0"}})
	}
	tell(status[up])
	if was && up {
		tell("Removed")
	}
}
