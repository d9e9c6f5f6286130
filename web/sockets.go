package web

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"time"

	stdlog "log"

	"github.com/rs/zerolog"

	"alo116/agent"
)

// screen hands a socket to the agent room, for as long as the session lasts.
func (s *Site) screen(w http.ResponseWriter, r *http.Request) error {
	if err := s.asked(r); err != nil {
		return err
	}
	who := asker(r)
	ctx, release, err := s.sessions.hold(context.Background(), who.token) // keeps nothing of the request, for hours
	if err != nil {
		return err
	}
	s.handOver(w, r.WithContext(ctx), func(w http.ResponseWriter, r *http.Request) {
		defer release()
		s.cfg.Hub.Serve(w, r, who.person, agent.Seat{Session: who.stands.ID, Locked: who.stands.Locked})
	})
	return nil
}

// phone carries SIP between a browser and Asterisk, for as long as the session lasts.
func (s *Site) phone(w http.ResponseWriter, r *http.Request) error {
	if err := s.asked(r); err != nil {
		return err
	}
	ctx, release, err := s.sessions.hold(r.Context(), asker(r).token)
	if err != nil {
		return err
	}
	defer release()
	if !offers(r.Header, "Sec-Websocket-Protocol", "sip") {
		return errNoWebsocket
	}
	s.metrics.phones.Inc()
	defer s.metrics.phones.Dec()
	s.phones.ServeHTTP(w, r.WithContext(ctx))
	return nil
}

// asked looks whether a websocket is asked for, by our own page, and with a ticket of the asker's.
func (s *Site) asked(r *http.Request) error {
	if !offers(r.Header, "Connection", "upgrade") || !offers(r.Header, "Upgrade", "websocket") {
		return errNoWebsocket
	}
	if !s.sameOrigin(r) {
		return errForeign
	}
	return s.punch(r, asker(r))
}

// sameOrigin tells whether our own page sends this: from where browsers are told to find it, or from where this one came to,
// by scheme, name and port. CrossOriginProtection lets every GET pass, and a websocket is one.
func (s *Site) sameOrigin(r *http.Request) bool {
	from := r.Header.Get("Origin")
	return strings.EqualFold(from, s.origin(r)) || strings.EqualFold(from, s.here(r))
}

// offers tells whether a header that lists words has this one.
func offers(h http.Header, name, word string) bool {
	return slices.ContainsFunc(h.Values(name), func(list string) bool {
		return slices.ContainsFunc(strings.Split(list, ","), func(w string) bool { return strings.EqualFold(strings.TrimSpace(w), word) })
	})
}

// newPhones makes the proxy to Asterisk's websocket. Of the browser's headers only those of the websocket itself go
// through: no cookie, no address.
func newPhones(target *url.URL, known *tls.Config, log zerolog.Logger) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite: func(p *httputil.ProxyRequest) {
			in := p.In.Header
			p.Out.URL, p.Out.Host = target, target.Host
			p.Out.Header = http.Header{
				"Connection":             {"Upgrade"},
				"Upgrade":                {"websocket"},
				"Sec-Websocket-Key":      in["Sec-Websocket-Key"],
				"Sec-Websocket-Version":  in["Sec-Websocket-Version"],
				"Sec-Websocket-Protocol": {"sip"},
				"User-Agent":             {""}, // none
			}
		},
		Transport: &http.Transport{
			DialContext:           (&net.Dialer{Timeout: 3 * time.Second}).DialContext,
			TLSClientConfig:       known,
			ResponseHeaderTimeout: 5 * time.Second,
			DisableCompression:    true, // it would say so to Asterisk
		},
		ModifyResponse: func(r *http.Response) error {
			if r.StatusCode != http.StatusSwitchingProtocols {
				return errPhoneAway // whatever Asterisk's page says is not for browsers
			}
			exchange, ok := r.Body.(io.ReadWriteCloser) // which net/http promises
			if !ok {
				return errPhoneAway
			}
			r.Body = newUnforwarded(exchange)
			return nil
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if !errors.Is(err, errPhoneAway) && r.Context().Err() == nil {
				log.Warn().Err(err).Msg("carry phone to asterisk")
			}
			reply(w, http.StatusBadGateway, problemBody{Error: problem{"phone_away", "The telephone exchange is away. It is being reconnected."}})
		},
		ErrorLog: stdlog.New(log, "", 0),
	}
}
