// Package scantest gives tests a clamd: a real one where there is one, with a signature of our own, and one that can be made to fail.
package scantest

import (
	"bufio"
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"alo116/web/scan"
)

// Evil is EICAR's test string, which does nothing and which every scanner knows; in two halves, for this file is none.
const Evil = `X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-` + `STANDARD-ANTIVIRUS-TEST-FILE!$H+H*`

// Real starts a clamd that knows Evil and nothing else, and gives its socket. It is the lab's, or this machine's; without one the test is skipped.
func Real(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath(cmp.Or(os.Getenv("LAB_CLAMD"), "clamd"))
	if err != nil {
		t.Skip("no clamd here, so no document is looked at by a real one: deploy/lab/lab install")
	}
	folder, err := os.MkdirTemp("", "clamd") // a socket's path may have a hundred signs
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	socket, config := filepath.Join(folder, "clamd.ctl"), filepath.Join(folder, "clamd.conf")
	for file, text := range map[string]string{
		config:                              "LocalSocket " + socket + "\nDatabaseDirectory " + folder + "\nForeground yes\nStreamMaxLength 25M\nMaxThreads 2\n",
		filepath.Join(folder, "alo116.ndb"): "ALO116.Eicar:0:*:" + hex.EncodeToString([]byte(Evil)) + "\n",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	start(t, exec.Command(program, "--config-file="+config)) //nolint:gosec // the test's own
	await(t, socket)
	return socket
}

func start(t *testing.T, clamd *exec.Cmd) {
	t.Helper()
	if err := clamd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = clamd.Process.Kill(); _ = clamd.Wait() })
}

// await asks a scanner until it answers.
func await(t *testing.T, address string) {
	t.Helper()
	scanner, err := scan.At(address)
	if err != nil {
		t.Fatal(err)
	}
	late, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for again := time.NewTicker(50 * time.Millisecond); scanner.Answers(late) != nil; <-again.C {
		if late.Err() != nil {
			t.Fatal("clamd does not come up")
		}
	}
}

// Fake speaks as clamd does on the wire: it takes a command and, of INSTREAM, all chunks, and hands both to answer, which says what it likes.
func Fake(t *testing.T, answer func(conn net.Conn, command string, content []byte)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		for conn, err := listener.Accept(); err == nil; conn, err = listener.Accept() {
			serve(conn, answer)
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-over })
	return listener.Addr().String()
}

func serve(conn net.Conn, answer func(net.Conn, string, []byte)) {
	defer conn.Close()
	from := bufio.NewReader(conn)
	command, err := from.ReadString(0)
	if err != nil {
		return
	}
	var content []byte
	if command == "zINSTREAM\x00" {
		if content, err = chunks(from); err != nil {
			return
		}
	}
	answer(conn, command, content)
}

// chunks puts together what comes in chunks, up to the one of no length.
func chunks(from io.Reader) (all []byte, err error) {
	for {
		var size uint32
		if err := binary.Read(from, binary.BigEndian, &size); err != nil || size == 0 {
			return all, err
		}
		if size > 1<<20 {
			return nil, errors.New("a chunk that nobody sends")
		}
		part := make([]byte, size)
		if _, err := io.ReadFull(from, part); err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
}
