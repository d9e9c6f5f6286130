package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"alo116/agent"
)

// device is a computer that somebody signed in at completely. It has tries of its own for them, so that whoever
// hammers their login from elsewhere, or from the same network, does not take them away. It is kept in the browser,
// sealed: nobody can make one up, and it says nothing to who reads the cookie.
type device struct {
	ID    string   `json:"id"`
	Since int64    `json:"since"`
	Of    []string `json:"of"` // marks of the logins, the latest last
}

const (
	deviceLife  = 180 * 24 * time.Hour
	devicePeers = 20 // people who share a computer
	deviceUse   = "device"
)

// device reads the request's, or gives a fresh one.
func (s *Site) device(r *http.Request) (d device) {
	fresh := device{ID: rand.Text()}
	box, err := base64.RawURLEncoding.DecodeString(s.sessions.cookie(r, cookieDevice))
	if err != nil || len(box) == 0 {
		return fresh
	}
	text, err := s.cfg.Staff.Unseal(deviceUse, box)
	if err != nil || json.Unmarshal(text, &d) != nil || time.Since(time.Unix(d.Since, 0)) > deviceLife {
		return fresh
	}
	return d
}

// knowDevice makes the browser a device of this person, for half a year.
func (s *Site) knowDevice(w http.ResponseWriter, r *http.Request, p agent.Person) error {
	d, mark := s.device(r), mark(p.Login)
	d.Since = time.Now().Unix()
	d.Of = append(slices.DeleteFunc(d.Of, func(m string) bool { return m == mark }), mark)
	d.Of = d.Of[max(0, len(d.Of)-devicePeers):]
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	box, err := s.cfg.Staff.Seal(deviceUse, text)
	if err != nil {
		return err
	}
	s.sessions.setCookie(w, cookieDevice, base64.RawURLEncoding.EncodeToString(box), deviceLife)
	return nil
}

func mark(login string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(login)))
	return hex.EncodeToString(sum[:8])
}

// source is where somebody tries to sign in from.
type source struct {
	address string
	device  string // empty unless it is one of the person's own
}

func (s *Site) from(r *http.Request, login string) source {
	from := source{address: address(r)}
	if d := s.device(r); slices.Contains(d.Of, mark(login)) {
		from.device = d.ID
	}
	return from
}
