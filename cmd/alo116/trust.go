package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"
)

// renewBefore is when a certificate that nobody renewed is worth a word.
const renewBefore = 14 * 24 * time.Hour

// trusted tells whether browsers would take this chain for a server's, as far as the authorities that this computer knows are
// theirs. Soon is how long it must hold.
func trusted(chain [][]byte, roots *x509.CertPool, now time.Time, soon time.Duration) error {
	leaf, err := x509.ParseCertificate(chain[0])
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	between := x509.NewCertPool()
	for _, der := range chain[1:] {
		if c, err := x509.ParseCertificate(der); err == nil {
			between.AddCert(c)
		}
	}
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: now})
	if unknown := new(x509.UnknownAuthorityError); errors.As(err, unknown) {
		return errors.New("the certificate is of no authority that this computer knows, and browsers will not trust it: get one from a public authority such as Let's Encrypt, and give its whole chain")
	}
	if err != nil {
		return fmt.Errorf("browsers will refuse the certificate (%w): renew it", err)
	}
	if leaf.NotAfter.Sub(now) < soon {
		return fmt.Errorf("the certificate ends on %s: renew it", leaf.NotAfter.Format(time.DateOnly))
	}
	return nil
}
