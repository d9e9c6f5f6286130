package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"errors"
	"fmt"
)

// leastRSA is the size from which RSA has 128 bits of strength (NIST SP 800-57), as elliptic curves have from 256 on.
const (
	leastRSA   = 3072
	leastCurve = 256
)

// strong says what to do if a certificate's key has less than 128 bits of strength (ASVS 11.2.3). It is the leaf's and the key file's
// alike: they belong together, or were not loaded.
func strong(pair *tls.Certificate) error {
	signer, ok := pair.PrivateKey.(crypto.Signer)
	if !ok {
		return errors.New("the TLS key cannot sign: " + makeStrong)
	}
	switch key := signer.Public().(type) {
	case *rsa.PublicKey:
		return atLeast("RSA", key.N.BitLen(), leastRSA)
	case *ecdsa.PublicKey:
		return atLeast("elliptic curve", key.Params().BitSize, leastCurve)
	case ed25519.PublicKey:
		return nil
	}
	return errors.New("the TLS key is of a kind that browsers do not know: " + makeStrong)
}

func atLeast(kind string, bits, least int) error {
	if bits < least {
		return fmt.Errorf("the TLS key is a %s key of %d bits, and %d are needed: %s", kind, bits, least, makeStrong)
	}
	return nil
}

const makeStrong = "make a P-256 key with 'openssl ecparam -genkey -noout -name prime256v1 -out FILE', or certbot's '--key-type ecdsa', and have the certificate issued for that one"

// onlyStrong gives no certificate whose key is weak, as an authority's would be for a browser that knows RSA alone.
func onlyStrong(get func(*tls.ClientHelloInfo) (*tls.Certificate, error)) func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		pair, err := get(hello)
		if err == nil {
			err = strong(pair)
		}
		if err != nil {
			return nil, err
		}
		return pair, nil
	}
}
