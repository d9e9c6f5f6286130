package deploy

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

const (
	number   = "+355690000042"
	fromOpen = "From: \"A Name\" <sip:" + number + "@127.0.0.116>;tag=a"
	fromNone = "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=a"
	asserted = "P-Asserted-Identity: <sip:" + number + "@127.0.0.116>"
	party1   = "Remote-Party-ID: <sip:" + number + "@127.0.0.116>;party=calling"
)

func TestNumberIsSeenOnlyIfItsOwnerShowsIt(t *testing.T) {
	for name, c := range map[string]struct {
		headers []string
		want    string
	}{
		"shown in From":                {[]string{fromOpen}, number},
		"asserted":                     {[]string{fromOpen, asserted}, number},
		"asserted, privacy none":       {[]string{fromOpen, asserted, "Privacy: none"}, number},
		"shown in Remote-Party-ID":     {[]string{fromOpen, party1 + ";privacy=off"}, number},
		"privacy id":                   {[]string{fromOpen, asserted, "Privacy: id"}, ""},
		"privacy id without assertion": {[]string{fromOpen, "Privacy: id"}, ""},
		"privacy user":                 {[]string{fromOpen, asserted, "Privacy: user"}, ""},
		"privacy header":               {[]string{fromOpen, asserted, "Privacy: header"}, ""},
		"privacy critical list":        {[]string{fromOpen, asserted, "Privacy: User;ID;critical"}, ""},
		"second privacy header":        {[]string{fromOpen, asserted, "Privacy: none", "Privacy: id"}, ""},
		"third privacy header":         {[]string{fromOpen, asserted, "Privacy: none", "Privacy: none", "Privacy: id"}, ""},
		"second Remote-Party-ID":       {[]string{fromOpen, party1 + ";privacy=off", party1 + ";privacy=full"}, ""},
		"two that show it":             {[]string{fromOpen, party1 + ";privacy=off", party1 + ";privacy=off"}, number},
		"third Remote-Party-ID":        {[]string{fromOpen, party1, party1, party1 + ";privacy=full"}, ""},
		"anonymous From":               {[]string{fromNone}, ""},
		"anonymous From, asserted":     {[]string{fromNone, asserted}, ""},
		"anonymous, privacy id":        {[]string{fromNone, asserted, "Privacy: id"}, ""},
		"anonymous.invalid":            {[]string{"From: <sip:" + number + "@anonymous.invalid>;tag=a"}, ""},
		"anonymous by name":            {[]string{"From: \"ANONYMOUS\" <sip:" + number + "@127.0.0.116>;tag=a", asserted}, ""},
		"restricted":                   {[]string{"From: <sip:Restricted@127.0.0.116>;tag=a"}, ""},
		"unavailable":                  {[]string{"From: <sip:unavailable@127.0.0.116>;tag=a"}, ""},
		"Remote-Party-ID full":         {[]string{fromOpen, party1 + ";privacy=full"}, ""},
		"Remote-Party-ID uri":          {[]string{fromOpen, party1 + ";privacy=uri"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := carrier(t)
			caller := asterisk.answered(t, p.request("INVITE", "116111", 40000, c.headers...))
			defer asterisk.hangUp(t, caller)
			if caller.Caller.Number != c.want || caller.Caller.Name != "" {
				t.Errorf("ARI sees %q, name %q; want %q and no name", caller.Caller.Number, caller.Caller.Name, c.want)
			}
			if c.want == "" {
				mustNotTell(t, caller)
			}
		})
	}
}

// mustNotTell looks for the number in whatever ARI can be asked about a channel.
func mustNotTell(t *testing.T, c channel) {
	t.Helper()
	for _, path := range []string{"", "/variable?variable=CALLERID(all)", "/variable?variable=CALLERID(ANI-all)",
		"/variable?variable=CALLERID(rdnis)", "/variable?variable=REDIRECTING(from-num)",
		"/variable?variable=REDIRECTING(orig-num)", "/variable?variable=CONNECTEDLINE(all)"} {
		if text := string(asterisk.ask(t, "GET", "/channels/"+c.ID+path, nil)); strings.Contains(text, number[1:]) {
			t.Errorf("%q tells the number: %s", path, text)
		}
	}
}

func TestTestCallerMayWithholdAndGiveUp(t *testing.T) {
	for flag, want := range map[string]string{"--shown": number, "--anonymous": ""} {
		args := []string{"call", "116111", "--seconds", "20", "--from", number}
		if flag == "--anonymous" {
			args = append(args, flag)
		}
		call := asterisk.command(args...)
		call.Stderr = os.Stderr
		if err := call.Start(); err != nil {
			t.Fatal(err)
		}
		caller := asterisk.answered(t, "child-")
		if caller.Caller.Number != want {
			t.Errorf("%s: ARI sees %q, want %q", flag, caller.Caller.Number, want)
		}
		asterisk.hears(t, caller) // who has just been answered is not yet ready for anything else: SIPp gives up on what it does not expect
		if err := call.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if err := call.Wait(); err != nil {
			t.Errorf("the test call ended badly: %v", err)
		}
		asterisk.gone(t, caller.CallID)
	}
}
