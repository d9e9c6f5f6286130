package scan

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// A scanner that takes everything and says nothing is waited for, and not for ever.
func TestASlowScannerIsNotWaitedForForEver(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		if conn, err := listener.Accept(); err == nil {
			_, _ = io.Copy(io.Discard, conn)
			_ = conn.Close()
		}
	}()
	defer func() { _ = listener.Close(); <-over }()
	clamd := &Clamd{"tcp", listener.Addr().String(), stepWait, time.Millisecond}
	look, err := clamd.Look(t.Context(), strings.NewReader("words"))
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	if _, err := io.ReadAll(look); !errors.Is(err, ErrAway) || !strings.Contains(err.Error(), "i/o timeout") {
		t.Error(err)
	}
}
