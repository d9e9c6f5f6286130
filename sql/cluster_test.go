package sql_test

import (
	"bufio"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// cluster is a PostgreSQL server of the test's own, which can be killed and started again.
type cluster struct {
	dir, port string
	settings  []string // NAME=VALUE
	server    *exec.Cmd
	done      chan struct{} // closed when the server is gone
}

// newCluster makes and starts a server; its durability is on, as in life.
func newCluster(t *testing.T, settings ...string) *cluster {
	t.Helper()
	c := clusterIn(t, filepath.Join(t.TempDir(), "data"), settings...)
	made := postgres(t, "initdb", "-D", c.dir, "-U", "postgres", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "--no-sync", "--wal-segsize=2")
	if out, err := made.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	c.start(t)
	t.Cleanup(c.kill)
	return c
}

// clusterIn is a server that has its data there, or will.
func clusterIn(t *testing.T, dir string, settings ...string) *cluster {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	listener.Close()
	return &cluster{dir: dir, port: port, settings: settings}
}

func (c *cluster) url() string { return "postgres://postgres@127.0.0.1:" + c.port + "/postgres" }

// as is the address of the helpline's own database there, for one of its roles or a thief, who is "postgres".
func (c *cluster) as(role string) string {
	return "postgres://" + role + "@127.0.0.1:" + c.port + "/alo116"
}

// start returns when the server takes connections. While the memory of a killed one is still in use
// it refuses, and is asked again.
func (c *cluster) start(t *testing.T) {
	t.Helper()
	var said []string
	for range 100 {
		args := []string{"-D", c.dir, "-p", c.port, "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="}
		for _, setting := range c.settings {
			args = append(args, "-c", setting)
		}
		c.server = postgres(t, "postgres", args...)
		output, err := c.server.StderrPipe()
		if err == nil {
			err = c.server.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(output)
		for lines.Scan() {
			if said = append(said, lines.Text()); strings.Contains(lines.Text(), "ready to accept connections") {
				c.watch(output)
				return
			}
		}
		_ = c.server.Wait() // it refused; its words are in said
	}
	t.Fatalf("PostgreSQL does not start: %s", strings.Join(said, "\n"))
}

func (c *cluster) watch(output io.Reader) {
	server, done := c.server, make(chan struct{})
	c.done = done
	go func() {
		defer close(done)
		_, _ = io.Copy(io.Discard, output)
		_ = server.Wait() // killed: it cannot be well
	}()
}

// kill ends the server as a power cut would. It is the server itself that is killed, so that whoever
// started it sees it off before kill returns.
func (c *cluster) kill() {
	if pid, err := c.pid(); err == nil {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may be dead already
	} else {
		_ = c.server.Process.Kill()
	}
	<-c.done
}

// pid reads who the server is, from the file that it keeps for that.
func (c *cluster) pid() (int, error) {
	text, err := os.ReadFile(filepath.Join(c.dir, "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return strconv.Atoi(first)
}

// postgres gives one of PostgreSQL's programs. It refuses to run as root, so root becomes somebody
// else for it.
func postgres(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + program)
	if path, lookup := exec.LookPath(program); lookup == nil {
		found = append(found, path)
	}
	if err != nil || len(found) == 0 {
		t.Fatalf("%s is not installed: run 'make check' or 'make test', which install PostgreSQL", program)
	}
	args = slices.Insert(args, 0, found[len(found)-1])
	if os.Geteuid() == 0 {
		args = append([]string{"bwrap", "--unshare-user", "--uid", id(t, "-u"), "--gid", id(t, "-g"), "--dev-bind", "/", "/", "--die-with-parent"}, args...)
	}
	command := exec.Command(args[0], args[1:]...)
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	command.Env = append(os.Environ(), "LC_ALL=C")
	return command
}

// id is a number of the user whom PostgreSQL's package makes: initdb wants to know who it is.
func id(t *testing.T, of string) string {
	t.Helper()
	number, err := exec.Command("id", of, "postgres").Output()
	if err != nil {
		t.Fatalf("who is postgres here: %v", err)
	}
	return strings.TrimSpace(string(number))
}
