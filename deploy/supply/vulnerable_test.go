package supply

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestWhatIsNotCheckedIsSaidAndFailsWhereItMust takes the databases away: by nobody who listens, and by a mirror that only fetches.
func TestWhatIsNotCheckedIsSaidAndFailsWhereItMust(t *testing.T) {
	mirror := registry(t, http.StatusMethodNotAllowed, "")
	for name, c := range map[string]struct {
		part string
		env  []string
	}{
		"Go":                {"go", []string{"GOVULNDB=http://127.0.0.1:1", "GOPROXY=off", "GOFLAGS=-modcacherw", "GOMODCACHE=" + t.TempDir()}},
		"npm":               {"npm", []string{"npm_config_registry=http://127.0.0.1:1"}},
		"npm by a mirror":   {"npm", []string{"npm_config_registry=" + mirror}},
		"npm by a web page": {"npm", []string{"npm_config_registry=" + registry(t, http.StatusOK, "<p>Please sign in to this network")}},
	} {
		t.Run(name, func(t *testing.T) {
			said, ok := vulnerable(t, c.part, c.env...)
			if !ok || !strings.Contains(said, "NOT CHECKED") || strings.Contains(said, "clean") {
				t.Errorf("who is away from the network hears (ok: %v): %s", ok, said)
			}
			if said, ok = vulnerable(t, c.part, append(c.env, "ALO116_STRICT=1")...); ok || !strings.Contains(said, "NOT CHECKED") {
				t.Errorf("a strict CI goes on (ok: %v): %s", ok, said)
			}
		})
	}
}

// TestWhatIsCheckedPassesAlsoWhereItIsStrict asks a registry that answers: that nothing is known, and that something is.
func TestWhatIsCheckedPassesAlsoWhereItIsStrict(t *testing.T) {
	for _, strict := range []string{"", "1"} {
		said, ok := vulnerable(t, "npm", "ALO116_STRICT="+strict, "npm_config_registry="+registry(t, http.StatusOK, "{}"))
		if !ok || !strings.Contains(said, "npm: clean") || strings.Contains(said, "NOT CHECKED") {
			t.Errorf("strict %q: nothing is known, and it says (ok: %v): %s", strict, ok, said)
		}
		known := `{"jssip":[{"id":1,"url":"https://example.org/1","title":"a child is heard","severity":"low","vulnerable_versions":"<99","cwe":[],"cvss":{"score":1,"vectorString":null}}]}`
		if said, ok = vulnerable(t, "npm", "ALO116_STRICT="+strict, "npm_config_registry="+registry(t, http.StatusOK, known)); ok || !strings.Contains(said, "a child is heard") {
			t.Errorf("strict %q: something is known, and it says (ok: %v): %s", strict, ok, said)
		}
	}
}

// vulnerable looks for what is known of a part, and tells whether that was fine.
func vulnerable(t *testing.T, part string, env ...string) (said string, ok bool) {
	t.Helper()
	cmd := exec.Command("./vulnerable", part)
	cmd.Env = append(append(os.Environ(), "ALO116_STRICT=", "npm_config_fetch_retries=0", "npm_config_cache="+t.TempDir()), env...)
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

// registry is npm's, and answers whoever asks what is known.
func registry(t *testing.T, status int, answer string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			w.WriteHeader(status)
			io.WriteString(w, answer)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}
