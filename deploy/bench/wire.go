package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/coder/websocket"
)

// wire is a websocket with text on it.
type wire struct {
	conn *websocket.Conn
	ctx  context.Context
	last bytes.Buffer
}

// dial opens a wire that lasts as long as ctx, with nothing but what the header says.
func dial(ctx context.Context, client *http.Client, url string, header http.Header, protocols ...string) (*wire, error) {
	conn, res, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPClient: client, HTTPHeader: header, Subprotocols: protocols})
	if err != nil {
		if res != nil {
			return nil, fmt.Errorf("open a websocket: %s", res.Status)
		}
		return nil, fmt.Errorf("open a websocket: %w", err)
	}
	conn.SetReadLimit(1 << 20)
	return &wire{conn: conn, ctx: ctx}, nil
}

// open opens one of the service's own wires, as its page does: with a ticket.
func (s *session) open(ctx context.Context, path, protocol string) (*wire, error) {
	return s.openBy(ctx, s.client, path, protocol)
}

// openBy does so by a connection of another kind, which stands for this wire alone: the ticket comes by the session's own.
func (s *session) openBy(ctx context.Context, client *http.Client, path, protocol string) (*wire, error) {
	ticket, err := s.ticket(ctx)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Cookie": {s.cookie}, "Origin": {"https://" + s.address}}
	return dial(ctx, client, "wss://"+s.address+path, header, protocol, "ticket."+ticket)
}

// send writes one message. A wire that has broken is found by whoever reads it.
func (w *wire) send(text string) { _ = w.conn.Write(w.ctx, websocket.MessageText, []byte(text)) }

// receive gives the next message, which lasts until the one after it.
func (w *wire) receive() ([]byte, error) {
	_, r, err := w.conn.Reader(w.ctx)
	if err != nil {
		return nil, err
	}
	w.last.Reset()
	_, err = w.last.ReadFrom(r)
	return w.last.Bytes(), err
}

func (w *wire) close() { _ = w.conn.CloseNow() }
