package ari

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/CyCoreSystems/ari/v5/client/native"
)

// failure is a request to Asterisk that did not succeed. Its text names what was attempted and
// why it failed, and never the address or the body, which could tell about a person.
type failure struct {
	verb   string
	status int // what Asterisk answered; 0 if it did not
	why    string
}

func (f *failure) Error() string {
	if f.status != 0 {
		return fmt.Sprintf("%s: asterisk answered %d %s", f.verb, f.status, http.StatusText(f.status))
	}
	return f.verb + ": " + f.why
}

// unproven is why we do not speak with somebody who may not be our Asterisk.
const unproven = "asterisk does not prove by its certificate that it is the one we know"

// fail makes a failure of an error, whatever its origin; nil stays nil.
func fail(verb string, err error) error {
	if err == nil {
		return nil
	}
	var done *failure
	if errors.As(err, &done) {
		return &failure{verb: verb, status: done.status, why: done.why}
	}
	var refused native.RequestError
	if errors.As(err, &refused) {
		return &failure{verb: verb, status: refused.Code()}
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &failure{verb: verb, why: "no answer in time"}
	}
	if wrong := new(tls.CertificateVerificationError); errors.As(err, &wrong) {
		return &failure{verb: verb, why: unproven}
	}
	var u *url.Error
	if errors.As(err, &u) {
		return &failure{verb: verb, why: u.Err.Error()} // without its URL
	}
	return &failure{verb: verb, why: "the answer cannot be read"}
}

// status is what Asterisk answered, 0 if it did not answer.
func status(err error) int {
	var f *failure
	if errors.As(err, &f) {
		return f.status
	}
	return 0
}

// why is what a request met that got no answer.
func why(err error) string {
	var f *failure
	if errors.As(err, &f) {
		return f.why
	}
	return ""
}

// missing tells whether the thing asked for does not exist (any more).
func missing(err error) bool { return status(err) == http.StatusNotFound }
