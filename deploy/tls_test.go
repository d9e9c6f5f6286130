package deploy

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// secureTrunk is an Asterisk with the trunk as it is shipped, and certificates of its own.
func secureTrunk(t *testing.T) (address, folder string) {
	t.Helper()
	return secureLab(t).trunk()
}

func secureLab(t *testing.T) lab {
	t.Helper()
	l := lab{name: "tls", port: beside("LAB_PORT", 9116, 200), rtp: beside("LAB_RTP", 21000, 2000)}
	if out, err := l.command("start-asterisk").CombinedOutput(); err != nil {
		t.Fatalf("Asterisk with TLS does not start: %s", out)
	}
	t.Cleanup(func() { l.command("clean").Run() })
	return l
}

// trunk is where the carrier comes to, and the folder of the certificates.
func (l lab) trunk() (address, folder string) {
	first, _ := strconv.Atoi(l.port)
	return fmt.Sprintf("127.0.0.1:%d", first+4), "../.lab/tls/asterisk/etc/tls"
}

// TestCarrierMaySpeakTLSWithSRTPAndNothingLess calls with baresip, a real phone.
func TestCarrierMaySpeakTLSWithSRTPAndNothingLess(t *testing.T) {
	address, folder := secureTrunk(t)
	carrier, err := tls.LoadX509KeyPair(filepath.Join(folder, "carrier.crt"), filepath.Join(folder, "carrier.key"))
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(filepath.Join(folder, "ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AppendCertsFromPEM(ca)
	for name, c := range map[string]struct {
		*tls.Config
		good bool
	}{
		"TLS 1.2":                   {&tls.Config{MaxVersion: tls.VersionTLS12, Certificates: []tls.Certificate{carrier}}, true},
		"TLS 1.1":                   {&tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, Certificates: []tls.Certificate{carrier}}, false},
		"a carrier without a proof": {&tls.Config{MaxVersion: tls.VersionTLS12}, false},
		"a cipher without forward secrecy": {&tls.Config{MaxVersion: tls.VersionTLS12, Certificates: []tls.Certificate{carrier},
			CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_CBC_SHA, tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA}}, false},
	} {
		c.RootCAs = trusted
		conn, err := tls.Dial("tcp", address, c.Config)
		if (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			conn.Close()
		}
	}
	// What baresip calls established has passed SRTP's own check (RFC 3711): forged or plain packets never come so far.
	said := calls(t, address, folder, "srtp-mand")
	for _, want := range []string{"SRTP is Enabled (cryptosuite=AES_CM_128_HMAC_SHA1_80)", "Call established", "incoming rtp for 'audio' established"} {
		if !strings.Contains(said, want) {
			t.Errorf("a call over TLS with SRTP has no %q; baresip says %s", want, said)
		}
	}
	if said = calls(t, address, folder, ""); !strings.Contains(said, "488 Not Acceptable Here") || strings.Contains(said, "established") {
		t.Errorf("a call without SRTP is not refused: %s", said)
	}
}

// calls has baresip call for some seconds, and gives what it prints.
func calls(t *testing.T, address, folder, encryption string) string {
	t.Helper()
	home := t.TempDir()
	folder, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var proof []byte
	for _, part := range []string{"carrier.crt", "carrier.key"} {
		text, err := os.ReadFile(filepath.Join(folder, part))
		if err != nil {
			t.Fatal(err)
		}
		proof = append(proof, text...)
	}
	write("carrier.pem", string(proof))
	write("contacts", "")
	write("accounts", "<sip:"+number+"@127.0.0.1;transport=tls>;regint=0;audio_codecs=pcma;mediaenc="+encryption+"\n")
	write("config", fmt.Sprintf("net_interface 127.0.0.1\nsip_certificate %s/carrier.pem\nsip_cafile %s/ca.crt\nmodule_path /usr/lib/baresip/modules\n"+
		"module g711.so\nmodule srtp.so\nmodule aufile.so\nmodule account.so\nmodule_app menu.so\n"+
		"audio_source aufile,%s/voice.wav\naudio_alert aufile,%s/alert.wav\n", home, folder, home, home))
	if out, err := exec.Command("sox", "-n", "-r", "8000", "-c", "1", "-b", "16", filepath.Join(home, "voice.wav"), "synth", "20", "sine", "440").CombinedOutput(); err != nil {
		t.Fatalf("sox: %v: %s", err, out)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	phone := exec.CommandContext(ctx, "baresip", "-f", home, "-t", "6", "-e", "/dial sip:116111@"+address)
	var out bytes.Buffer
	phone.Stdout, phone.Stderr = &out, &out
	if err := phone.Run(); ctx.Err() != nil {
		t.Fatalf("baresip does not end: %v: %s", err, out.String())
	}
	return out.String()
}
