package ari

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/gorilla/websocket"
)

const maxMessage = 4 << 20

// socket is one connection for events.
type socket struct {
	conn   *websocket.Conn
	closed chan struct{} // closed when the reader has ended
}

// dial opens the event socket.
func (a *Adapter) dial(ctx context.Context) (*socket, error) {
	ctx, cancel := context.WithTimeout(ctx, a.pace.dial)
	defer cancel()
	conn, err := a.rest.door.socket(ctx, a.cfg.App)
	if err != nil {
		return nil, err
	}
	return &socket{conn: conn, closed: make(chan struct{})}, nil
}

// message is one event as it came.
type message []byte

// read puts all that comes into the inbox, and does nothing else: Asterisk closes a socket whose
// reader pauses.
func (a *Adapter) read(s *socket) {
	defer close(s.closed)
	alive := func(string) error { return s.conn.SetReadDeadline(time.Now().Add(2*a.pace.ping + a.pace.ping/2)) }
	s.conn.SetReadLimit(maxMessage)
	s.conn.SetPongHandler(alive)
	err := alive("")
	for err == nil {
		var b []byte
		if _, b, err = s.conn.ReadMessage(); err == nil {
			a.inbox.push(message(b))
		}
	}
	var closing *websocket.CloseError
	if !errors.As(err, &closing) && !errors.Is(err, net.ErrClosed) {
		a.log.Warn().Err(err).Msg("event socket")
	}
}

// ping asks for a sign of life; two missed ones end the reader. Asterisk itself never asks.
func (a *Adapter) ping(ctx context.Context, s *socket) {
	tick := time.NewTicker(a.pace.ping)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(a.pace.ping)) != nil {
				return // the reader will notice as well
			}
		case <-s.closed:
			return
		case <-ctx.Done():
			return
		}
	}
}
