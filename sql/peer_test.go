package sql_test

import (
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"

	"alo116/sql"
	"alo116/sql/sqltest"
)

// installed is a PostgreSQL as deploy/postgresql has it, with its socket in a folder of its own.
type installed struct {
	*cluster
	socket string
}

func newInstalled(t *testing.T) *installed {
	t.Helper()
	socket, err := os.MkdirTemp("", "pg") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(socket) })
	i := &installed{socket: socket}
	i.cluster = newCluster(t, "listen_addresses=", "unix_socket_directories="+socket)
	i.psql(t, "--file=../deploy/postgresql/roles.sql")
	i.psql(t, "--file=../deploy/postgresql/roles.sql") // twice is harmless
	return i
}

func (i *installed) psql(t *testing.T, words ...string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "psql", append(words, "-qXw", "postgres://postgres@/postgres?host="+i.socket+"&port="+i.port)...).CombinedOutput()
	if err != nil {
		t.Fatalf("psql: %v: %s", err, out)
	}
}

// as gives the address for a role.
func (i *installed) as(role string) string {
	return "postgres://" + role + "@/alo116?host=" + i.socket + "&port=" + i.port
}

// take puts the shipped files into force, for a computer on which this program's user is called as the files call somebody.
func (i *installed) take(t *testing.T, called string) {
	t.Helper()
	for _, name := range []string{"pg_hba.conf", "pg_ident.conf"} {
		text, err := os.ReadFile("../deploy/postgresql/" + name)
		if err != nil {
			t.Fatal(err)
		}
		said := string(text)
		if name == "pg_ident.conf" {
			said = strings.ReplaceAll(said, "alo116   "+called+"  ", "alo116   "+ourName(t)+"  ")
		}
		if name == "pg_ident.conf" && said == string(text) {
			t.Fatalf("%s does not tell of a user %s", name, called)
		}
		if err := os.WriteFile(filepath.Join(i.dir, name), []byte(said), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	i.kill()
	i.start(t)
}

// ourName is what PostgreSQL takes this program's user for: root is somebody else to it.
func ourName(t *testing.T) string {
	t.Helper()
	if os.Geteuid() == 0 {
		return "postgres"
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return me.Username
}

// In the shipped installation there is no password between the service and its database: the kernel says who comes, by a socket. The
// service cannot be the owner, nor the owner the service, and nobody comes by the network.
func TestTheShippedDatabaseKnowsWhoComesWithoutAPassword(t *testing.T) {
	t.Parallel()
	i := newInstalled(t)
	i.take(t, "alo116-owner")
	owner := owning(t, i.as("alo116_owner"))
	if apart, err := owner.Migrate(t.Context(), "alo116"); err != nil || !apart {
		t.Fatalf("the owner cannot migrate: apart %v, %v", apart, err)
	}
	keys := sqltest.Keys(t)
	refused(t, i.as("alo116"), keys, "Peer authentication failed")
	i.take(t, "alo116")
	store := open(t, i.as("alo116"), keys)
	if tooMuch, err := store.TooMuch(t.Context()); err != nil || tooMuch {
		t.Errorf("the service may too much: %v, %v", tooMuch, err)
	}
	person(t, store, "mira")
	refused(t, i.as("alo116_owner"), keys, "Peer authentication failed")
	refused(t, "postgres://alo116@/postgres?host="+i.socket+"&port="+i.port, keys, "no pg_hba.conf entry")
	refused(t, "postgres://alo116@127.0.0.1:"+i.port+"/alo116", keys, "connection refused")
}

func refused(t *testing.T, url string, keys *sql.Keys, says string) {
	t.Helper()
	store, err := sql.Open(t.Context(), url, keys, quiet)
	if err == nil {
		store.Close()
	}
	if err == nil || !strings.Contains(err.Error(), says) {
		t.Errorf("%s: %v", url, err)
	}
}
