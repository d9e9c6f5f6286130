package web

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"alo116/agent/roles"
)

// TestTheSecurityDocumentTellsWhatIs: what people read about signing in and sessions is what the code does.
func TestTheSecurityDocumentTellsWhatIs(t *testing.T) {
	text, err := os.ReadFile("../deploy/SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	told := strings.Join(strings.Fields(string(text)), " ")
	for _, want := range []string{
		fmt.Sprintf("have %d characters or more, up to %d bytes", minPassword, maxPassword),
		"these words: " + strings.Join(strings.Fields(houseText), ", ") + ".",
		fmt.Sprintf("%d tries for a login from one address, then one each %d seconds; %d for an address, then one each second", pairBurst, pairEvery/time.Second, addressBurst),
		fmt.Sprintf("%d for a login from all unknown computers together, then one each minute", loginBurst),
		fmt.Sprintf("at most 1,%d guesses at a login in a day", loginBurst+int(24*time.Hour/loginEvery)-1000),
		fmt.Sprintf("completely within %d days", placeLife/(24*time.Hour)),
		fmt.Sprintf("after %d wrong codes a sign-in begins anew; %d codes for a person", stepTry, strangerBurst),
		fmt.Sprintf("counts in its own %d seconds only, and once", totpStep),
		fmt.Sprintf("ends after %d hours", sessionLife/time.Hour), fmt.Sprintf("after %d hour without a request", sessionIdle/time.Hour),
		fmt.Sprintf("a proof of the last %d minutes", freshFor/time.Minute), fmt.Sprintf("One session holds %d sockets", maxHolds),
		fmt.Sprintf("a request %d KiB (%d with a passkey), %d with an entry of the directory, %d with a field of a case, %d with a referral",
			maxBody>>10, maxKeyBody>>10, maxAgencyBody>>10, maxCaseBody>>10, maxReferralBody>>10),
	} {
		if !strings.Contains(told, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if !strings.Contains(told, "is given another by an administrator who knows them") {
		t.Error("it does not say who gives a new password")
	}
	for _, role := range roles.All() {
		if gives := roles.Could(role, roles.Reset, roles.Password) != roles.No; gives != (role == roles.Admin) {
			t.Errorf("it says that administrators give new passwords; %s: %v", role, gives)
		}
	}
	if n := len(common()); !strings.Contains(told, "the 10,000 commonest") || n != 10_000 {
		t.Errorf("there are %d common passwords", n)
	}
	if addressEvery != time.Second || strangerEvery != time.Minute || loginEvery != time.Minute {
		t.Error("the words 'each second' and 'each minute' are figures, too")
	}
}
