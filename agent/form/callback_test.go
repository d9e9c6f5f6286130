package form

import "testing"

func TestWhoMayBeCalledBack(t *testing.T) {
	for _, c := range []struct {
		version, kind, said, how string
		safe                     bool
	}{
		{"2", "child_self", "yes", "after school", true},
		{"2", "child_self", "yes", " ", false},
		{"2", "child_self", "no", "after school", false},
		{"2", "child_self", "unknown", "after school", false},
		{"2", "child_self", "", "after school", false},
		{"2", "silent", "yes", "after school", false}, // typed before, and not asked now
		{"1", "child_self", "yes", "after school", false},
		{"none", "child_self", "yes", "after school", false},
	} {
		values := Values{"call_type": encode(c.kind), CallbackField: encode(c.said), CallbackNote: encode(c.how)}
		if got := SafeToCall(Contact{Version: c.version, Values: values}); got != c.safe {
			t.Errorf("%+v: %v", c, got)
		}
	}
	if SafeToCall(Contact{Version: "2", Values: Values{"call_type": encode("child_self")}}) {
		t.Error("nobody asked")
	}
}
