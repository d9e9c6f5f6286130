package deploy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// configuration gives every file of what is shipped for Asterisk, without comments.
func configuration(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("asterisk/*.conf")
	if err != nil || len(files) < 20 {
		t.Fatalf("the configuration: %v, %v", files, err)
	}
	secure, err := filepath.Glob("udp/asterisk/*.conf")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, file := range append(files, secure...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = regexp.MustCompile(`(?m)^;.*$`).ReplaceAllString(string(text), "")
	}
	return texts
}

// outgoing gives the names of the allow-list.
func outgoing(t *testing.T) (names []string) {
	t.Helper()
	for line := range strings.Lines(configuration(t)["asterisk/outgoing.conf"]) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		m := regexp.MustCompile(`^exten => ([a-z0-9][a-z0-9-]+),1,Return\(([^$(){}]+)\)$`).FindStringSubmatch(line)
		if m == nil {
			t.Errorf("not a name and a place: %s", line)
			continue
		}
		names = append(names, m[1])
	}
	return names
}

func TestOutgoingTargetsAreTheListsOnly(t *testing.T) {
	dials := 0
	for file, text := range configuration(t) {
		for line := range strings.Lines(text) {
			if regexp.MustCompile(`(?i)\b(originate|page|queue|followme|transfer|chanspy|channelredirect|system|trysystem|agi|macro|switch)\(|\blocal/`).MatchString(line) {
				t.Errorf("%s has a way out: %s", file, line)
			}
			if strings.Contains(line, "Dial(") {
				dials++
				if !strings.Contains(line, "Dial(${GOSUB_RETVAL},25,iIm(default)") && !strings.Contains(line, "Dial(${GOSUB_RETVAL},50,iIb(masked^s^1(${ALO116_LINE})))") {
					t.Errorf("%s dials what is not of the list, or follows who forwards: %s", file, line)
				}
			}
		}
	}
	if dials != 2 {
		t.Errorf("%d places dial, and it should be the two that ask the list", dials)
	}
}

// TestAgenciesAreDialledForTheServiceOnly: numbers that are not on the list have one way, which begins in a context of its own and goes on
// only for the other end of a call that the service made.
func TestAgenciesAreDialledForTheServiceOnly(t *testing.T) {
	texts := configuration(t)
	if way := strings.TrimSpace(texts["asterisk/agency.conf"]); way != "exten => _[+0-9][0-9]!,1,Return(@AGENCY@)" {
		t.Errorf("agency.conf: %s", way)
	}
	for file, text := range texts {
		for line := range strings.Lines(text) {
			named := regexp.MustCompile(`\b(agency|agencies|bring)\b`).FindString(line)
			switch strings.TrimSpace(line) {
			case "[agency]", "[agencies]", `#include "agency.conf"`, "[bring]", "same => n,Goto(bring,s,1)",
				"exten => _[+0-9][0-9]!,1,Gosub(agencies,${EXTEN},1)", "same => n,GosubIf($[\"${GOSUB_RETVAL}\" = \"\"]?agencies,${EXTEN},1)":
			default:
				if named != "" {
					t.Errorf("%s leads to the agencies: %s", file, line)
				}
			}
		}
	}
	if bring := section(texts["asterisk/extensions.conf"], "bring"); !strings.HasPrefix(bring, `exten => s,1,GotoIf($["${CHANNEL:0:5}" != "Local" |`) {
		t.Errorf("anybody is brought anywhere: %s", bring)
	}
}

// TestCallersAreCalledBackForTheServiceOnly: the numbers of callers have one way, too, and it is for the country's own numbers.
func TestCallersAreCalledBackForTheServiceOnly(t *testing.T) {
	texts := configuration(t)
	for line := range strings.Lines(strings.TrimSpace(texts["asterisk/callback.conf"])) {
		if !regexp.MustCompile(`^exten => _\+355[0-9[][-0-9\]]*X{7,8},1,Return\(@CALLBACK@\)$`).MatchString(strings.TrimSpace(line)) {
			t.Errorf("callback.conf lets more be called than the country's numbers: %s", line)
		}
	}
	for file, text := range texts {
		for line := range strings.Lines(text) {
			named := regexp.MustCompile(`\b(callback|callable|ALO116_TO)\b`).FindString(line)
			switch strings.TrimSpace(line) {
			case "[callback]", "[callable]", `#include "callback.conf"`, "same => n,Gosub(callable,${NUMBER},1)",
				"exten => s,1,Set(NUMBER=${FILTER(+0-9,${ALO116_TO})})", "same => n,Set(ALO116_TO=)":
			default:
				if named != "" {
					t.Errorf("%s leads to callers: %s", file, line)
				}
			}
		}
	}
	if way := section(texts["asterisk/extensions.conf"], "callback"); !strings.Contains(way, `"${CHANNEL:0:5}" != "Local" |`) {
		t.Errorf("anybody calls callers back: %s", way)
	}
}

// section gives the lines of one context.
func section(text, name string) string {
	_, after, _ := strings.Cut(text, "["+name+"]\n")
	lines, _, _ := strings.Cut(after, "\n\n")
	return lines
}

// TestNothingIsLoadedThatCallsOut names the modules by which Asterisk can be made to place or move calls.
func TestNothingIsLoadedThatCallsOut(t *testing.T) {
	modules := configuration(t)["asterisk/modules.conf"]
	if !strings.Contains(modules, "load = app_dial.so") || !strings.Contains(modules, "autoload = no") {
		t.Fatal("the search finds nothing")
	}
	for _, m := range []string{"res_pjsip_refer", "res_pjsip_endpoint_identifier_anonymous", "res_pjsip_outbound_registration",
		"res_pjsip_messaging", "res_pjsip_notify", "res_pjsip_dtmf_info", "app_originate", "app_queue", "app_page", "app_followme",
		"app_transfer", "app_disa", "app_system", "res_agi", "res_clioriginate", "pbx_spool", "pbx_dundi", "pbx_realtime", "pbx_lua", "pbx_ael",
		"func_shell", "func_env", "func_curl", "chan_iax2", "res_features", "res_parking", "manager", "res_phoneprov", "res_http_post"} {
		if strings.Contains(modules, "= "+m+".so") {
			t.Errorf("%s is loaded", m)
		}
	}
}

func TestPolicyDivertsOnlyToTheList(t *testing.T) {
	names := outgoing(t)
	if !slices.Contains(names, "duty") {
		t.Errorf("duty phones are not on the list: %v", names)
	}
	text, err := os.ReadFile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	var policy any
	if err := json.Unmarshal(text, &policy); err != nil {
		t.Fatal(err)
	}
	var look func(any)
	look = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if to, is := v["divert"].(string); is && !slices.Contains(names, to) {
				t.Errorf("the policy diverts to %q, which outgoing.conf does not have", to)
			}
			places, _ := v["transfer_to"].([]any)
			for _, to := range places {
				if name, is := to.(string); !is || !slices.Contains(names, name) {
					t.Errorf("the policy lets a talk be given to %v, which outgoing.conf does not have", to)
				}
			}
			for _, inner := range v {
				look(inner)
			}
		case []any:
			for _, inner := range v {
				look(inner)
			}
		}
	}
	look(policy)
}
