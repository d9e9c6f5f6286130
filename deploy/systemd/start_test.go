package systemd

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// machine is one of its own, with systemd as its first process: the script beside this file tells how.
type machine struct {
	t      *testing.T
	folder string
}

// boot starts one in which the programs are that the units name, all of them real.
func boot(t *testing.T) machine {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can make a machine of its own: the units are started where the tests run as root, as they do in CI")
	}
	if err := exec.Command("unshare", "--mount", "--pid", "--fork", "--net", "--cgroup", "true").Run(); err != nil {
		t.Skipf("here not even root can make a machine of its own, as in most containers: %v", err)
	}
	m := machine{t, t.TempDir()}
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	m.must("go", "build", "-o", filepath.Join(m.folder, "share/alo116"), "../../cmd/alo116")
	m.fill(checkout)
	m.must("./machine", m.folder, "boot", checkout, asteriskRoot(t))
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(m.says("journalctl", "--no-pager", "-n", "60"))
		}
		m.must("./machine", m.folder, "halt")
	})
	m.eventually("systemd is up", func() bool { return m.says("systemctl", "is-system-running") == "running" })
	return m
}

// fill gives Asterisk the configuration that is shipped, filled in as the lab does, with the port and the folder of secrets of a server.
func (m machine) fill(checkout string) {
	m.t.Helper()
	lab := func(command string) {
		cmd := exec.Command(filepath.Join(checkout, "deploy/lab/lab"), "machine", command)
		cmd.Env = append(os.Environ(), "LAB_PORT=8088", "LAB_RTP=30000")
		if out, err := cmd.CombinedOutput(); err != nil {
			m.t.Fatalf("lab machine %s: %v: %s", command, err, out)
		}
	}
	lab("fill")
	defer lab("clean")
	there := filepath.Join(m.folder, "share/asterisk")
	if err := os.CopyFS(there, os.DirFS(filepath.Join(checkout, ".lab/machine/asterisk/etc"))); err != nil {
		m.t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(there, "door")); err != nil {
		m.t.Fatal(err)
	}
	if err := os.Symlink("/run/alo116-door", filepath.Join(there, "door")); err != nil {
		m.t.Fatal(err)
	}
}

// asteriskRoot is where the lab keeps the real one.
func asteriskRoot(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if named := os.Getenv("ALO116_CACHE"); named != "" {
		cache = filepath.Dir(named)
		return filepath.Join(named, "root")
	}
	return filepath.Join(cache, "alo116/root")
}

func (m machine) must(name string, args ...string) {
	m.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

// says runs a command in the machine and gives what it prints, whatever becomes of it.
func (m machine) says(command ...string) string {
	out, _ := exec.Command("./machine", append([]string{m.folder, "inside"}, command...)...).CombinedOutput()
	return strings.TrimSpace(string(out))
}

// does runs lines of a shell in the machine, which must all succeed.
func (m machine) does(lines string) {
	m.t.Helper()
	cmd := exec.Command("./machine", m.folder, "inside", "bash", "-euxs")
	cmd.Stdin = strings.NewReader(lines)
	if out, err := cmd.CombinedOutput(); err != nil {
		m.t.Fatalf("%v: %s", err, out)
	}
}

// eventually asks ten times a second, for a minute: a machine that boots on a busy one is slow.
func (m machine) eventually(what string, true func() bool) {
	m.t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(time.Minute); !true(); {
		select {
		case <-tick.C:
		case <-deadline:
			m.t.Fatalf("%s: not within a minute", what)
		}
	}
}

// ready tells what the service says of itself. There is no scanner of documents on this machine: calls are taken all the same.
func (m machine) ready() bool {
	return strings.HasPrefix(m.says("curl", "-sk", "https://127.0.0.1/readyz"), `{"ready":true`)
}

// setUp does what README.md of this folder says, line by line, but for the log, which another machine takes, and the
// scanner, whose package comes from the network; sign-in's certificate is the service's own, for there is no authority in a network that leads nowhere.
func (m machine) setUp() {
	m.t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		m.t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "```sh\n")
	block, _, _ = strings.Cut(block, "```")
	before, after, found := strings.Cut(block, "# The log:")
	_, start, last := strings.Cut(after, "systemctl daemon-reload;")
	if !found || !last {
		m.t.Fatalf("README.md says something else: %s", block)
	}
	lines := strings.NewReplacer("OURS", "/mnt/alo116", "bin/alo116", "/share/alo116",
		"&& shred", "&& install -D -m 600 keys.json /root/safe/keys.json && shred").Replace(before)
	m.does("ls -d /etc/postgresql/*/main || { pg_createcluster $(ls /usr/lib/postgresql | tail -n 1) main; systemctl daemon-reload; }") // as Debian does where nobody minds
	m.does("cd /mnt/alo116\n" + strings.Replace(lines, "\n# The secret keys", "\ncd /tmp\n# The secret keys", 1) +
		"sed -i s/ALO116_TLS=acme/ALO116_TLS=self-signed/ /etc/alo116/alo116.env\nsystemctl daemon-reload;" + start)
}

// TestAServerIsSetUpAsWritten follows README.md on a machine of its own: the service serves, with no more rights than its unit gives.
func TestAServerIsSetUpAsWritten(t *testing.T) {
	m := boot(t)
	m.setUp()
	m.eventually("the service is ready, with database and Asterisk", m.ready)
	t.Run("with no more rights than it needs", m.isConfined)
	t.Run("its secrets are in memory, for it alone", m.keepsItsSecrets)
	t.Run("its master key is changed as written", m.changesTheMasterKey)
	t.Run("the anchor goes to the log, the password is another", m.worksByTheClock)
	if failed := m.says("systemctl", "list-units", "--failed", "--plain", "--no-legend"); failed != "" {
		t.Errorf("failed: %s", failed)
	}
	t.Run("it waits for a database that comes late", m.waitsForTheDatabase)
}

func (m machine) isConfined(t *testing.T) {
	pid := m.says("systemctl", "show", "alo116", "--property=MainPID", "--value")
	status := m.says("cat", "/proc/"+pid+"/status")
	const bind = "0000000000000400" // CAP_NET_BIND_SERVICE
	for _, want := range []string{"Uid:\t" + m.says("id", "-u", "alo116") + "\t", "CapEff:\t" + bind, "CapBnd:\t" + bind, "NoNewPrivs:\t1", "Seccomp:\t2"} {
		if !strings.Contains(status, want) {
			t.Errorf("its status has no %q: %s", want, status)
		}
	}
	for _, place := range []string{"/etc/alo116/x", "/usr/local/bin/x", "/home/x"} {
		if said := m.says("nsenter", "--target", pid, "--mount", "--", "touch", place); !strings.Contains(said, "cannot touch") {
			t.Errorf("it could write to %s: %s", place, said)
		}
	}
}

func (m machine) keepsItsSecrets(t *testing.T) {
	const keys, password = "/run/credentials/alo116.service/keys", "/run/alo116-door/ari-password"
	for _, secret := range []string{keys, password} {
		for who, may := range map[string]bool{"alo116": true, "alo116-owner": false, "postgres": false, "asterisk": false, "nobody": false} {
			if said := m.says("setpriv", "--reuid", who, "--clear-groups", "cat", secret); strings.Contains(said, "Permission denied") == may {
				t.Errorf("%s reads %s: %v", who, secret, !may)
			}
		}
	}
	if said := m.says("grep", "-rlI", "primaryKeyId", "/etc/alo116", "/etc/systemd", "/var/lib/alo116", "/tmp"); said != "" {
		t.Errorf("the keys lie open in %s", said)
	}
}

// changesTheMasterKey does what README.md says, line by line, and once too early: the service has a copy of the keys, which must be the new one before
// anything is wrapped by it. The minute is not waited for.
func (m machine) changesTheMasterKey(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, found := strings.Cut(string(text), "The master key, once a year")
	_, block, _ = strings.Cut(block, "```sh\n")
	block, _, _ = strings.Cut(block, "```")
	changed := strings.NewReplacer("SAFE", "/root/safe", "sleep 60", "touch -d '2 minutes ago' /run/alo116-keys/keys.json",
		"keys rotate && renew", "keys rotate && { ! keys rewrap; } && { ! keys retire; } && renew").Replace(block)
	if !found || !strings.Contains(changed, "! keys rewrap") || !strings.Contains(changed, "touch") {
		t.Fatalf("README.md says something else: %s", block)
	}
	masters := func() string {
		listed := m.says("/usr/local/bin/alo116", "keys", "list", "--key-file", "/root/safe/keys.json")
		return strings.TrimSpace(strings.Split(listed, "\n")[0])
	}
	before := masters()
	m.does(changed)
	m.eventually("it serves with the new key", m.ready)
	if after := masters(); after == before || !strings.HasPrefix(after, "master key") || strings.Contains(after, ",") {
		t.Errorf("the safe had %q, and has %q", before, after)
	}
}

func (m machine) worksByTheClock(t *testing.T) {
	for _, timer := range []string{"alo116-anchor.timer", "alo116-renew.timer", "alo116-rewrite.timer"} {
		if state := m.says("systemctl", "is-active", timer); state != "active" {
			t.Errorf("%s is %s", timer, state)
		}
	}
	before := m.says("cat", "/run/alo116-door/ari-password")
	m.does("systemctl start alo116-anchor alo116-renew alo116-rewrite")
	if after := m.says("cat", "/run/alo116-door/ari-password"); after == before || len(after) != len(before) {
		t.Error("Asterisk's password is the same")
	}
	if said := m.says("journalctl", "-t", "alo116-anchor", "--output=cat"); !strings.HasPrefix(said, "alo116-audit-anchor ") {
		t.Errorf("the log has no anchor: %s", said)
	}
	m.does("kill -KILL $(systemctl show alo116 --property=MainPID --value)")
	m.eventually("it is there again, and Asterisk knows it", m.ready)
}

// More tries than systemd itself would make before it gives up.
func (m machine) waitsForTheDatabase(t *testing.T) {
	m.does("systemctl stop 'postgresql@*'; systemctl restart --no-block alo116")
	tries := func() (n int) {
		_, _ = fmt.Sscan(m.says("systemctl", "show", "alo116", "--property=NRestarts", "--value"), &n)
		return n
	}
	m.eventually("it tries again and again", func() bool { return tries() > 6 })
	m.does("systemctl start postgresql")
	m.eventually("it serves once the database is there", m.ready)
}

// TestTheMachineLeavesNothing: what is done in such a machine is done to this one's files nowhere.
func TestTheMachineLeavesNothing(t *testing.T) {
	m := boot(t)
	m.does("echo x >/etc/alo116-was-here; echo x >/usr/local/bin/alo116-was-here; useradd -r alo116-was-here")
	for _, place := range []string{"/etc/alo116-was-here", "/usr/local/bin/alo116-was-here"} {
		if _, err := os.Stat(place); !os.IsNotExist(err) {
			t.Errorf("%s is on this machine: %v", place, err)
		}
	}
	if text, err := fs.ReadFile(os.DirFS("/"), "etc/passwd"); err != nil || strings.Contains(string(text), "alo116-was-here") {
		t.Errorf("a user was made on this machine: %v", err)
	}
}
