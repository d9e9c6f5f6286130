package systemd

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unit is a file of systemd's, section and name to its values in order.
type unit map[string][]string

func read(t *testing.T, file string) unit {
	t.Helper()
	text, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	u, section := unit{}, ""
	for lines := bufio.NewScanner(text); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		name, value, set := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.Trim(strings.TrimSpace(value), "'")
		switch {
		case line == "" || line[0] == '#' || line[0] == ';':
		case line[0] == '[':
			section = strings.Trim(line, "[]")
		case !set:
			t.Errorf("%s: what is %q?", file, line)
		default:
			u[section+" "+name] = append(u[section+" "+name], value)
		}
	}
	return u
}

// is fails the test if a setting has not exactly that value.
func (u unit) is(t *testing.T, name string, want ...string) {
	t.Helper()
	if !slices.Equal(u[name], want) {
		t.Errorf("%s is %q, and should be %q", name, u[name], want)
	}
}

// systemd itself reads the units, in a root of their own where the programs are that they name.
func TestSystemdTakesTheUnits(t *testing.T) {
	root := t.TempDir()
	units := filepath.Join(root, "etc/systemd/system")
	for _, program := range []string{"usr/local/bin/alo116", "usr/sbin/asterisk", "bin/kill"} {
		write(t, filepath.Join(root, program), "#!/bin/sh\n", 0o755)
	}
	for _, other := range []string{"asterisk.service", "postgresql.service"} {
		write(t, filepath.Join(units, other), "[Service]\nExecStart=/usr/sbin/asterisk\n", 0o644)
	}
	targets, err := filepath.Glob("/usr/lib/systemd/system/*.target")
	if err != nil || len(targets) == 0 {
		t.Fatalf("systemd's own targets: %v, %v", targets, err)
	}
	files, err := filepath.Glob("alo116*.[st]*") // services and timers
	if err != nil || len(files) != 8 {
		t.Fatalf("the units: %v, %v", files, err)
	}
	for _, file := range append(append(targets, files...), "asterisk.service.d/alo116.conf") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.IsAbs(file) {
			write(t, filepath.Join(root, file), string(text), 0o644)
			continue
		}
		write(t, filepath.Join(units, file), string(text), 0o644)
	}
	for _, file := range files {
		out, err := exec.CommandContext(t.Context(), "systemd-analyze", "verify", "--man=no", "--generators=no", "--root="+root, filepath.Join(units, file)).CombinedOutput()
		if err != nil || len(out) > 0 {
			t.Errorf("%s: %v: %s", file, err, out)
		}
	}
}

func write(t *testing.T, file, text string, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// The keys lie encrypted on the disk and are decrypted for the service alone; no setting holds a secret.
func TestSecretsAreCredentialsAndNotSettings(t *testing.T) {
	for _, file := range []string{"alo116.service", "alo116-anchor.service"} {
		u := read(t, file)
		u.is(t, "Service LoadCredentialEncrypted", "keys:/etc/alo116/keys.cred")
		u.is(t, "Service LoadCredential")
		u.is(t, "Service SetCredential")
		u.is(t, "Service User", "alo116")
		u.is(t, "Service NoNewPrivileges", "yes")
		u.is(t, "Service LimitCORE", "0")
	}
	settings, err := os.ReadFile("alo116.env")
	if err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`(?m)^ALO116_(ARI_PASSWORD|KEYS|KEY_FILE|KEY_KMS_TOKEN|OIDC_SECRET)\w*=.*|.*:[^/@]+@.*`).FindAllString(string(settings), -1); !slices.Equal(found,
		[]string{"ALO116_ARI_PASSWORD_FILE=/run/alo116-door/ari-password"}) {
		t.Errorf("the settings hold secrets: %q", found)
	}
	for _, m := range regexp.MustCompile(`(?m)^(ALO116_\w+)=`).FindAllStringSubmatch(string(settings), -1) {
		if !known(t, m[1]) {
			t.Errorf("the service knows no setting %s", m[1])
		}
	}
}

// known tells whether the program has a setting of that name.
func known(t *testing.T, setting string) bool {
	t.Helper()
	files, err := filepath.Glob("../../cmd/alo116/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("the program: %v", err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		return err == nil && strings.Contains(string(text), `env:"`+setting+`"`)
	})
}

// Nothing between our parts is proven by a password that stays: the database asks the kernel, Asterisk's is another at each start and night.
func TestNoPasswordStaysBetweenOurParts(t *testing.T) {
	const renew, reload = "/usr/local/bin/alo116 asterisk renew /run/alo116-door", `/usr/sbin/asterisk -rx "module reload res_ari.so"`
	read(t, "alo116.service").is(t, "Service ExecStartPre", "+"+renew, "+-"+reload)
	read(t, "asterisk.service.d/alo116.conf").is(t, "Service ExecStartPre", "+"+renew+" --certificate")
	read(t, "alo116-renew.service").is(t, "Service ExecStart", renew, reload)
	timer := read(t, "alo116-renew.timer")
	timer.is(t, "Timer OnCalendar", "*-*-* 04:17")
	timer.is(t, "Install WantedBy", "timers.target")
	settings := read(t, "alo116.env")
	settings.is(t, " ALO116_DATABASE_URL", "postgres://alo116@/alo116?host=/run/postgresql")
	settings.is(t, " ALO116_ARI_URL", "https://127.0.0.1:8089/ari")
	settings.is(t, " ALO116_ARI_CA", "/run/alo116-door/http.crt")
	migrate := read(t, "alo116-migrate.service")
	migrate.is(t, "Service User", "alo116-owner")
	migrate.is(t, "Service Environment", "ALO116_DATABASE_URL=postgres://alo116@/alo116?host=/run/postgresql", "ALO116_OWNER_URL=postgres://alo116_owner@/alo116?host=/run/postgresql")
	read(t, "../postgresql/postgresql.conf").is(t, " listen_addresses", "")
}

// What was let go leaves the database's files by the owner's hand, which is no user of the service's. Nothing but this does it.
func TestTheOwnerRidsTheFilesOfWhatWasLetGo(t *testing.T) {
	rewrite, migrate := read(t, "alo116-rewrite.service"), read(t, "alo116-migrate.service")
	rewrite.is(t, "Service ExecStart", "/usr/local/bin/alo116 rewrite")
	for _, same := range []string{"Service User", "Service Group", "Service Environment", "Service PrivateNetwork", "Service NoNewPrivileges", "Service LimitCORE"} {
		rewrite.is(t, same, migrate[same]...)
	}
	timer := read(t, "alo116-rewrite.timer")
	timer.is(t, "Timer OnCalendar", "Mon *-*-* 04:43")
	timer.is(t, "Timer Persistent", "yes")
	timer.is(t, "Install WantedBy", "timers.target")
	guide, err := os.ReadFile("README.md")
	if err != nil || !regexp.MustCompile(`enable --now .*alo116-rewrite\.timer`).Match(guide) {
		t.Errorf("whoever sets a server up does not start it: %v", err)
	}
}
