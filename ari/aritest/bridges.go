package aritest

import (
	"net/http"
	"slices"
	"time"
)

func (b *bridge) json() map[string]any {
	return map[string]any{"id": b.id, "name": b.name, "bridge_type": b.kind, "technology": "simple_bridge", "bridge_class": "stasis",
		"creator": "Stasis", "channels": append([]string{}, b.channels...), "creationtime": stamp(b.created)}
}

func (s *Server) listBridges(*http.Request, body) (int, any) {
	list := []any{}
	for _, b := range s.bridges {
		list = append(list, b.json())
	}
	return http.StatusOK, list
}

func (s *Server) makeBridge(r *http.Request, b body) (int, any) {
	id := r.PathValue("id")
	if s.bridges[id] != nil {
		return refuse(http.StatusConflict, "Bridge with id '"+id+"' already exists")
	}
	s.bridges[id] = &bridge{id: id, name: b.text("name"), kind: b.text("type"), created: time.Now()}
	return http.StatusOK, s.bridges[id].json()
}

func (s *Server) dropBridge(r *http.Request, _ body) (int, any) {
	b := s.bridges[r.PathValue("id")]
	if b == nil {
		return refuse(http.StatusNotFound, "Bridge not found")
	}
	for _, id := range slices.Clone(b.channels) {
		if ch := s.channels[id]; ch != nil { // it may have vanished
			s.leaveBridges(ch)
		}
	}
	delete(s.bridges, b.id)
	return done()
}

func (s *Server) addChannel(r *http.Request, in body) (int, any) {
	b, ch := s.bridges[r.PathValue("id")], s.channels[in.text("channel")]
	switch {
	case b == nil:
		return refuse(http.StatusNotFound, "Bridge not found")
	case ch == nil:
		return refuse(http.StatusBadRequest, "Channel not found")
	case !ch.inApp:
		return refuse(http.StatusUnprocessableEntity, "Channel not in Stasis application")
	}
	s.leaveBridges(ch)
	b.channels = append(b.channels, ch.id)
	s.event("ChannelEnteredBridge", map[string]any{"bridge": b.json(), "channel": ch.json()})
	return done()
}

func (s *Server) removeChannel(r *http.Request, in body) (int, any) {
	b, ch := s.bridges[r.PathValue("id")], s.channels[in.text("channel")]
	switch {
	case b == nil:
		return refuse(http.StatusNotFound, "Bridge not found")
	case ch == nil:
		return refuse(http.StatusBadRequest, "Channel not found")
	case !slices.Contains(b.channels, ch.id):
		return refuse(http.StatusUnprocessableEntity, "Channel not in this bridge")
	}
	s.leaveBridges(ch)
	return done()
}

// inBridge tells whether a channel is in some bridge.
func (s *Server) inBridge(ch *channel) bool {
	for _, b := range s.bridges {
		if slices.Contains(b.channels, ch.id) {
			return true
		}
	}
	return false
}

func (s *Server) leaveBridges(ch *channel) {
	for _, b := range s.bridges {
		if i := slices.Index(b.channels, ch.id); i >= 0 {
			b.channels = slices.Delete(b.channels, i, i+1)
			s.event("ChannelLeftBridge", map[string]any{"bridge": b.json(), "channel": ch.json()})
		}
	}
}

// Bridge gives the channels in a bridge, and whether it exists.
func (s *Server) Bridge(id string) ([]string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.bridges[id]
	if b == nil {
		return nil, false
	}
	return slices.Clone(b.channels), true
}

// Channels gives the ids of all channels there are.
func (s *Server) Channels() (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.channels {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}
