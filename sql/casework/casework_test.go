package casework

import (
	"slices"
	"testing"
)

// Every pair of statuses is either named here or refused.
func TestEveryStepOfACase(t *testing.T) {
	may := map[[2]Status]bool{
		{Open, InProcess}: true, {Open, FollowUp}: true, {Open, Closed}: true,
		{InProcess, FollowUp}: true, {InProcess, Closed}: true,
		{FollowUp, InProcess}: true, {FollowUp, Closed}: true,
		{Closed, Reopened}:    true,
		{Reopened, InProcess}: true,
		{Reopened, FollowUp}:  true,
		{Reopened, Closed}:    true,
	}
	for _, from := range append(Statuses(), "") {
		for _, to := range append(Statuses(), "") {
			if got := from.May(to); got != may[[2]Status{from, to}] {
				t.Errorf("from %q to %q: %v", from, to, got)
			}
			if slices.Contains(from.Next(), to) != from.May(to) {
				t.Errorf("from %q: what is offered is not what may be", from)
			}
		}
	}
}

func TestNobodyChangesTheTableByItsAnswer(t *testing.T) {
	Open.Next()[0] = Reopened
	if Open.May(Reopened) || !Open.May(InProcess) {
		t.Error("the table was changed")
	}
}

func TestOutcomes(t *testing.T) {
	for _, code := range Outcomes() {
		if !IsOutcome(code) {
			t.Errorf("%s is none", code)
		}
	}
	if IsOutcome("") || IsOutcome("closed") {
		t.Error("anything is an outcome")
	}
}

func TestACodeIsReadHoweverItIsTyped(t *testing.T) {
	code := Code("R", 2026, 17)
	if code != "R-2026-0017" {
		t.Errorf("got %s", code)
	}
	for _, text := range []string{"R-2026-0017", " r-2026-17 ", "2026-17", "2026/0017", "2026 17", "R2026-17", "r 2026-000017"} {
		if got, ok := ReadCode(text, "R"); !ok || got != code {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	if got, ok := ReadCode("alo-2026-12345", "R"); !ok || got != Code("ALO", 2026, 12345) {
		t.Errorf("another house's is %q", got)
	}
	for _, text := range []string{"", "R-2026-0", "2026", "R-26-1", "17", "R-2026-17-1", "R-2026-12345678901"} {
		if got, ok := ReadCode(text, "R"); ok {
			t.Errorf("%q is read as %q", text, got)
		}
	}
	for prefix, want := range map[string]bool{"R": true, "ALO": true, "": false, "r": false, "ALO116": false, "ABCDEFGHI": false} {
		if IsPrefix(prefix) != want {
			t.Errorf("the prefix %q: %v", prefix, !want)
		}
	}
}
