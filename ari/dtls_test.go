package ari

import (
	"slices"
	"strings"
	"testing"
)

// TestABrowsersKeyIsMadeInMemory: Asterisk makes a key and its certificate for each account by itself; none is named that would lie in a file.
func TestABrowsersKeyIsMadeInMemory(t *testing.T) {
	fields := endpointFields(&account{Account: Account{User: "alo116-x"}}, "opus")
	if !slices.Contains(fields, field{Attribute: "dtls_auto_generate_cert", Value: "yes"}) {
		t.Errorf("it is not told to make one: %v", fields)
	}
	for _, f := range fields {
		if strings.HasPrefix(f.Attribute, "dtls_") && (strings.HasSuffix(f.Attribute, "_file") || strings.HasSuffix(f.Attribute, "_key") || strings.HasSuffix(f.Attribute, "_path")) {
			t.Errorf("%s names one", f.Attribute)
		}
	}
}
