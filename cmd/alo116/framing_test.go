package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestAMessageEndsWhereHTTPSays: what is framed in two ways, or in one that HTTP does not know, is refused with its connection, and
// what stands behind it is never a request.
func TestAMessageEndsWhereHTTPSays(t *testing.T) {
	var mu sync.Mutex
	var served []string
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() {
		over <- serveHTTP(ctx, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			text, _ := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			served = append(served, r.URL.Path+" "+string(text))
		}), func(server *http.Server) error { return server.Serve(listener) })
	}()
	t.Cleanup(func() { stop(); <-over })

	const behind = "GET /behind HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, c := range map[string]struct{ headers, body, want string }{
		"by its length":                     {"Content-Length: 2", "{}", "200"},
		"two lengths":                       {"Content-Length: 2\r\nContent-Length: 3", "{}", "400"},
		"a signed length":                   {"Content-Length: +2", "{}", "400"},
		"a length of two":                   {"Content-Length: 2, 3", "{}", "400"},
		"a space before the colon":          {"Content-Length : 2", "{}", "400"},
		"a coding that nobody knows":        {"Transfer-Encoding: xchunked", "0\r\n\r\n", "501"},
		"chunked, and something else":       {"Transfer-Encoding: chunked, identity", "0\r\n\r\n", "501"},
		"chunked twice":                     {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n", "501"},
		"a header that goes on":             {"X: y\r\n Content-Length: 2", "{}", "200"},
		"a name with a line of its own":     {"X\nContent-Length: 2", "{}", "400"},
		"a chunk whose length is no number": {"Transfer-Encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n", "200"},
	} {
		if got := knock(t, listener.Addr().String(), "POST /first HTTP/1.1\r\nHost: x\r\n"+c.headers+"\r\n\r\n"+c.body+behind); !strings.HasPrefix(got, "HTTP/1.1 "+c.want) {
			t.Errorf("%s: %.60q", name, got)
		}
		mu.Lock()
		for _, path := range served {
			if path != "/first {}" && path != "/first " && (name != "by its length" || path != "/behind ") {
				t.Errorf("%s: served %q", name, path)
			}
		}
		served = nil
		mu.Unlock()
	}
}

// knock sends bytes, and gives what comes back until the connection ends.
func knock(t *testing.T, address, text string) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	got, _ := io.ReadAll(bufio.NewReader(conn))
	return string(got)
}
