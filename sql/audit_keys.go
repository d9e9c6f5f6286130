package sql

import (
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"
	"github.com/tink-crypto/tink-go/v2/tink"

	"alo116/sql/audit"
)

func newAuditKey() (*keyset.Handle, error) {
	handle, err := keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make the key for the audit trail: %w", err)
	}
	return handle, nil
}

// signer gives what signs the audit trail; nil if there is no key.
func signer(auditing *keyset.Handle) (tink.MAC, error) {
	if auditing == nil {
		return nil, nil
	}
	sign, err := mac.New(auditing)
	if err != nil {
		return nil, fmt.Errorf("use the key for the audit trail: %w", err)
	}
	return sign, nil
}

// trail gives what makes and checks the audit trail.
func (k *Keys) trail() audit.Keys { return audit.Keys{MAC: trailMAC{k}, Seal: k} }

// trailMAC signs with the newest key of the file as it is now.
type trailMAC struct{ keys *Keys }

var errNoAuditKey = errors.New("the key file has no key for the audit trail, for an older alo116 made it: 'alo116 keys rotate' adds one")

// ComputeMAC implements tink.MAC.
func (m trailMAC) ComputeMAC(data []byte) ([]byte, error) {
	if m.keys.now.Load().sign == nil {
		_ = m.keys.Refresh() // perhaps there is one by now
	}
	if sign := m.keys.now.Load().sign; sign != nil {
		return sign.ComputeMAC(data)
	}
	return nil, errNoAuditKey
}

// VerifyMAC implements tink.MAC.
func (m trailMAC) VerifyMAC(tag, data []byte) error {
	if sign := m.keys.now.Load().sign; sign != nil {
		return sign.VerifyMAC(tag, data)
	}
	return errNoAuditKey
}
