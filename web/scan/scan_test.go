package scan_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"

	"alo116/web/scan"
	"alo116/web/scan/scantest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// through reads all of it through a scanner.
func through(t *testing.T, address string, from io.Reader) (string, error) {
	t.Helper()
	clamd, err := scan.At(address)
	if err != nil {
		t.Fatal(err)
	}
	look, err := clamd.Look(t.Context(), from)
	if err != nil {
		return "", err
	}
	defer look.Close()
	all, err := io.ReadAll(look)
	return string(all), err
}

func TestARealScannerLooks(t *testing.T) {
	socket := scantest.Real(t)
	large := strings.Repeat("a letter\n", 1<<20)
	for name, of := range map[string]struct {
		content string
		want    error
	}{
		"words": {"dear grandmother", nil}, "nothing": {"", nil}, "large": {large, nil},
		"evil": {scantest.Evil, scan.ErrFound}, "evil within": {large + scantest.Evil + large, scan.ErrFound},
	} {
		got, err := through(t, socket, iotest.DataErrReader(strings.NewReader(of.content)))
		if !errors.Is(err, of.want) || err == nil && got != of.content {
			t.Errorf("%s: %d of %d bytes, %v", name, len(got), len(of.content), err)
		}
	}
}

func TestARealScannerLooksAgain(t *testing.T) {
	scanner, err := scan.At(scantest.Real(t))
	if err != nil {
		t.Fatal(err)
	}
	if said, err := scanner.Signatures(t.Context()); err != nil || !strings.HasPrefix(said, "ClamAV ") {
		t.Errorf("it is %q, %v", said, err)
	}
	for content, want := range map[string]bool{"dear grandmother": false, scantest.Evil: true} {
		if evil, err := scanner.Evil(t.Context(), strings.NewReader(content)); evil != want || err != nil {
			t.Errorf("%q is evil: %v, %v", content, evil, err)
		}
	}
	broken := errors.New("it does not open")
	if evil, err := scanner.Evil(t.Context(), iotest.ErrReader(broken)); evil || !errors.Is(err, broken) {
		t.Errorf("what does not open is evil: %v, %v", evil, err)
	}
	garbled, err := scan.At(scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) { _, _ = io.WriteString(conn, "SSH-2.0\x00") }))
	if err != nil {
		t.Fatal(err)
	}
	if said, err := garbled.Signatures(t.Context()); !errors.Is(err, scan.ErrAway) {
		t.Errorf("what is no clamd says %q, %v", said, err)
	}
	if evil, err := garbled.Evil(t.Context(), strings.NewReader("x")); evil || !errors.Is(err, scan.ErrAway) {
		t.Errorf("what is no clamd says %v, %v", evil, err)
	}
}

// Whatever goes wrong on the wire, nothing is taken for clean but clamd's own word.
func TestNothingButItsWordIsTakenForClean(t *testing.T) {
	for said, want := range map[string]error{
		"stream: OK\x00": nil, "stream: ALO116.Eicar FOUND\x00": scan.ErrFound, "stream: OK FOUND\x00": scan.ErrFound,
		"stream: OK": scan.ErrAway, "": scan.ErrAway, "\x00": scan.ErrAway, "OK\x00": scan.ErrAway, "stream: OK \x00": scan.ErrAway, "PONG\x00": scan.ErrAway,
		"INSTREAM size limit exceeded. ERROR\x00": scan.ErrAway, "UNKNOWN COMMAND\x00": scan.ErrAway,
		"HTTP/1.1 200 OK\r\n\r\n": scan.ErrAway, strings.Repeat("stream: OK", 1000): scan.ErrAway,
	} {
		address := scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) { _, _ = io.WriteString(conn, said) })
		if got, err := through(t, address, strings.NewReader("words")); !errors.Is(err, want) || want == nil && got != "words" {
			t.Errorf("%.40q is taken for %q, %v", said, got, err)
		}
	}
}

func TestWhatIsSentIsWhatIsRead(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789"), 100_000)
	var seen []byte
	address := scantest.Fake(t, func(conn net.Conn, _ string, all []byte) {
		seen = bytes.Clone(all)
		_, _ = io.WriteString(conn, "stream: OK\x00")
	})
	got, err := through(t, address, iotest.HalfReader(bytes.NewReader(content)))
	if err != nil || got != string(content) || !bytes.Equal(seen, content) {
		t.Errorf("%d bytes were read, %d seen: %v", len(got), len(seen), err)
	}
}

// A sender who breaks off is told of that, and no scanner is asked what it thinks of a half.
func TestAHalfIsNotJudged(t *testing.T) {
	broken := errors.New("the connection was lost")
	address := scantest.Fake(t, func(net.Conn, string, []byte) { t.Error("it was asked") })
	if _, err := through(t, address, io.MultiReader(strings.NewReader("wor"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestAScannerThatHangsUpOnTheWay(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		if conn, err := listener.Accept(); err == nil {
			_ = conn.Close()
		}
	}()
	_, err = through(t, listener.Addr().String(), strings.NewReader(strings.Repeat("x", 8<<20)))
	<-over
	_ = listener.Close()
	if !errors.Is(err, scan.ErrAway) {
		t.Error(err)
	}
	if _, err = through(t, listener.Addr().String(), strings.NewReader("x")); !errors.Is(err, scan.ErrAway) {
		t.Errorf("nobody is there: %v", err)
	}
}

// Who gives up waits no longer, however slow the scanner is.
func TestWhoGivesUpWaitsNoLonger(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) {
		cancel()
		_, _ = conn.Read(make([]byte, 1)) // until the other side is gone
	})
	clamd, err := scan.At(address)
	if err != nil {
		t.Fatal(err)
	}
	look, err := clamd.Look(ctx, strings.NewReader("words"))
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	if _, err := io.ReadAll(look); !errors.Is(err, scan.ErrAway) {
		t.Error(err)
	}
}

func TestWhereAScannerMayBe(t *testing.T) {
	for address, want := range map[string]bool{
		"/run/clamav/clamd.ctl": true, "127.0.0.1:3310": true, "[::1]:3310": true, "localhost:3310": true,
		"": false, "clamd.ctl": false, "127.0.0.1": false, "192.0.2.7:3310": false, "scanner.example:3310": false, ":3310": false,
	} {
		if _, err := scan.At(address); (err == nil) != want {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestWhetherOneAnswers(t *testing.T) {
	for said, well := range map[string]bool{"PONG\x00": true, "stream: OK\x00": false, "": false} {
		clamd, err := scan.At(scantest.Fake(t, func(conn net.Conn, _ string, _ []byte) { _, _ = io.WriteString(conn, said) }))
		if err != nil {
			t.Fatal(err)
		}
		if err := clamd.Answers(t.Context()); (err == nil) != well {
			t.Errorf("%q: %v", said, err)
		}
	}
}
