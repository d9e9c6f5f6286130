package aritest

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

func (ch *channel) json() map[string]any {
	app := ""
	if ch.inApp {
		app = "Stasis"
	}
	party := map[string]string{"name": "", "number": ch.number}
	return map[string]any{"id": ch.id, "name": ch.name, "state": ch.state, "protocol_id": "x", "caller": party,
		"connected": map[string]string{"name": "", "number": ""}, "accountcode": "", "language": "sq",
		"dialplan":     map[string]any{"context": "call", "exten": "116111", "priority": 5, "app_name": app, "app_data": ch.data},
		"creationtime": stamp(ch.created)}
}

// Arrive lets a caller in on a line, and gives the channel. An empty number is a withheld one.
func (s *Server) Arrive(line, number string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	ch := &channel{id: fmt.Sprintf("1795479476.%d", s.serial), name: fmt.Sprintf("PJSIP/trunk-%08d", s.serial),
		state: "Ring", number: number, vars: map[string]string{}, created: time.Now()}
	s.channels[ch.id] = ch
	s.enter(ch, line)
	return ch.id
}

// Return lets a caller's channel that left for the dialplan come back to a line.
func (s *Server) Return(id, line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.enter(s.channels[id], line)
}

func (s *Server) enter(ch *channel, line string) {
	ch.inApp, ch.data = true, s.app+","+line
	s.event("StasisStart", map[string]any{"args": []string{line}, "channel": ch.json()})
}

func (s *Server) originate(_ *http.Request, b body) (int, any) {
	id, endpoint := b.text("channelId"), b.text("endpoint")
	user := strings.TrimPrefix(endpoint, "PJSIP/")
	if s.channels[id] != nil {
		return refuse(http.StatusConflict, "Channel with given unique ID already exists")
	}
	if outside := strings.HasPrefix(endpoint, "Local/"); !outside && (s.objects["endpoint/"+user] == nil || !s.online[user]) {
		return http.StatusInternalServerError, map[string]string{"error": "Allocation failed"}
	}
	ch := &channel{id: id, name: endpoint + "-1", state: "Down", number: b.text("callerId"), agent: user,
		data: b.text("appArgs"), vars: map[string]string{}, created: time.Now()}
	if vars, ok := b["variables"].(map[string]any); ok {
		for k, v := range vars {
			ch.vars[k] = fmt.Sprint(v)
		}
	}
	s.channels[id] = ch
	return http.StatusOK, ch.json()
}

// Ring lets the phone of an agent's leg ring.
func (s *Server) Ring(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		ch.state = "Ringing"
		s.twice("ChannelStateChange", func() map[string]any { return map[string]any{"channel": ch.json()} })
	}
}

// PickUp answers an agent's leg.
func (s *Server) PickUp(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		ch.state, ch.inApp = "Up", true
		s.event("StasisStart", map[string]any{"args": strings.Split(ch.data, ","), "channel": ch.json()})
	}
}

// twice tells an event as Asterisk does of a phone that is subscribed to: once for the channel, once for the phone.
func (s *Server) twice(kind string, fields func() map[string]any) {
	s.event(kind, fields())
	s.event(kind, fields())
}

// HangUp lets the far end of a channel hang up, with a cause of Q.931.
func (s *Server) HangUp(id string, cause int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		s.event("ChannelHangupRequest", map[string]any{"cause": cause, "channel": ch.json()})
		s.destroy(ch, cause)
	}
}

// Lose ends a channel without anybody hanging up.
func (s *Server) Lose(id string, cause int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		s.event("ChannelHangupRequest", map[string]any{"cause": 1, "soft": true, "channel": ch.json()})
		s.destroy(ch, cause)
	}
}

// Vanish ends a channel without any event.
func (s *Server) Vanish(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.channels, id)
}

func (s *Server) destroy(ch *channel, cause int) {
	s.leaveBridges(ch)
	delete(s.channels, ch.id)
	if ch.inApp {
		s.event("StasisEnd", map[string]any{"channel": ch.json()})
	}
	if ch.agent != "" { // of a caller's channel Asterisk does not tell
		s.twice("ChannelDestroyed", func() map[string]any {
			return map[string]any{"cause": cause, "cause_txt": "", "channel": ch.json()}
		})
	}
}

func (s *Server) deleteChannel(r *http.Request, _ body) (int, any) {
	ch := s.channels[r.PathValue("id")]
	if ch == nil {
		return refuse(http.StatusNotFound, "Channel not found")
	}
	s.event("ChannelHangupRequest", map[string]any{"cause": 32, "soft": true, "channel": ch.json()})
	s.destroy(ch, 16)
	return done()
}

func (s *Server) listChannels(*http.Request, body) (int, any) {
	list := []any{}
	for _, ch := range s.channels {
		list = append(list, ch.json())
	}
	return http.StatusOK, list
}

func (s *Server) getChannel(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { return http.StatusOK, ch.json() })
}

// inApp serves a request about a channel that must be in the application.
func (s *Server) inApp(r *http.Request, serve func(*channel) (int, any)) (int, any) {
	ch := s.channels[r.PathValue("id")]
	switch {
	case ch == nil:
		return refuse(http.StatusNotFound, "Channel not found")
	case !ch.inApp:
		return refuse(http.StatusConflict, "Channel not in a Stasis application")
	}
	return serve(ch)
}

func (s *Server) answer(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) {
		if ch.state != "Up" {
			ch.state = "Up"
			s.event("ChannelStateChange", map[string]any{"channel": ch.json()})
		}
		return done()
	})
}

func (s *Server) proceed(r *http.Request, b body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) {
		s.leaveBridges(ch)
		ch.inApp = false
		s.event("StasisEnd", map[string]any{"channel": ch.json()})
		return done()
	})
}

func (s *Server) moh(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { ch.music = true; return done() })
}

// stopMOH misses the music of a channel in a bridge, as Asterisk now and then does.
func (s *Server) stopMOH(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { ch.music = ch.music && s.inBridge(ch); return done() })
}

func (s *Server) tone(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { ch.tone = true; return done() })
}

func (s *Server) stopTone(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { ch.tone = false; return done() })
}

// Tone tells whether a channel hears that it rings elsewhere.
func (s *Server) Tone(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels[id] != nil && s.channels[id].tone
}

func (s *Server) mute(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { ch.muted = true; return done() })
}

func (s *Server) unmute(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { ch.muted = false; return done() })
}

// Muted tells whether what comes from a channel is kept out.
func (s *Server) Muted(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels[id] != nil && s.channels[id].muted
}

// Music tells whether a channel hears music.
func (s *Server) Music(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.channels[id] != nil && s.channels[id].music
}

// Variable gives a variable of a channel.
func (s *Server) Variable(id, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		return ch.vars[name]
	}
	return ""
}

func (s *Server) getVariable(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) {
		v, ok := ch.vars[r.URL.Query().Get("variable")]
		if !ok {
			return refuse(http.StatusNotFound, "Provided variable was not found")
		}
		return http.StatusOK, map[string]string{"value": v}
	})
}

func (s *Server) setVariable(r *http.Request, b body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) {
		ch.vars[b.text("variable")] = b.text("value")
		return done()
	})
}

// Press lets the far end of a channel press a key.
func (s *Server) Press(id, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		s.event("ChannelDtmfReceived", map[string]any{"digit": key, "duration_ms": 100, "channel": ch.json()})
	}
}

// Garble lets Asterisk find no prompt any more.
func (s *Server) Garble() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.garbled = true
}

// Linger lets every prompt last until it is stopped.
func (s *Server) Linger() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lingering = true
}

// End lets a prompt end by itself.
func (s *Server) End(play string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finish(play)
}

// Silence lets no prompt end by itself any more.
func (s *Server) Silence() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.silent = true
}

func (s *Server) play(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) {
		id := r.PathValue("play")
		if !s.silent {
			s.playing[id] = ch.id
			s.event("PlaybackStarted", map[string]any{"playback": playback(id, ch.id, "playing")})
		}
		if !s.silent && !s.lingering {
			s.finish(id)
		}
		return http.StatusCreated, playback(id, ch.id, "playing")
	})
}

func playback(id, channel, state string) map[string]any {
	return map[string]any{"id": id, "target_uri": "channel:" + channel, "media_uri": "sound:x", "state": state}
}

// finish ends a prompt, unless it is over.
func (s *Server) finish(id string) {
	channel, state := s.playing[id], "done"
	if channel == "" {
		return
	}
	if s.garbled {
		state = "failed"
	}
	delete(s.playing, id)
	s.event("PlaybackFinished", map[string]any{"playback": playback(id, channel, state)})
}

func (s *Server) stopPlay(r *http.Request, _ body) (int, any) {
	id := r.PathValue("play")
	if s.playing[id] == "" {
		return refuse(http.StatusNotFound, "Playback not found")
	}
	s.finish(id)
	return done()
}

// Talk lets packets come from a channel.
func (s *Server) Talk(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ch := s.channels[id]; ch != nil {
		ch.received += 50
	}
}

func (s *Server) statistics(r *http.Request, _ body) (int, any) {
	return s.inApp(r, func(ch *channel) (int, any) { return http.StatusOK, map[string]int{"rxcount": ch.received} })
}
