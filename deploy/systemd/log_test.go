package systemd

import "testing"

// What was logged cannot be changed later: it is sealed where it is written and where it is sent to, and stays a month.
func TestTheLogIsSealed(t *testing.T) {
	here := read(t, "journald.conf.d/alo116.conf")
	here.is(t, "Journal Storage", "persistent")
	here.is(t, "Journal Seal", "yes")
	here.is(t, "Journal MaxRetentionSec", "30day")
	here.is(t, "Journal ForwardToSyslog", "no")
	there := read(t, "remote/journal-remote.conf")
	there.is(t, "Remote Seal", "yes")
	there.is(t, "Remote SplitMode", "host")
}

// The log leaves for another machine, and the anchors of the audit trail with it: both sides show certificates of one authority.
func TestTheLogAndTheAnchorsLeaveTheMachine(t *testing.T) {
	from, to := read(t, "journal-upload.conf.d/alo116.conf"), read(t, "remote/stunnel.conf")
	from.is(t, "Upload URL", "https://logs.example:19532")
	from.is(t, "Upload ServerKeyFile", "/etc/alo116/logs/client.key")
	from.is(t, "Upload ServerCertificateFile", "/etc/alo116/logs/client.crt")
	from.is(t, "Upload TrustedCertificateFile", "/etc/alo116/logs/ca.crt")
	to.is(t, "journal accept", "19532")
	to.is(t, "journal connect", "127.0.0.1:19531")
	to.is(t, "journal key", "/etc/alo116/logs/server.key")
	to.is(t, "journal cert", "/etc/alo116/logs/server.crt")
	to.is(t, "journal CAfile", "/etc/alo116/logs/ca.crt")
	to.is(t, "journal requireCert", "yes")
	to.is(t, "journal verifyChain", "yes")
	to.is(t, " sslVersionMin", "TLSv1.2")
	read(t, "remote/systemd-journal-remote.socket.conf").is(t, "Socket ListenStream", "", "127.0.0.1:19531")
	read(t, "remote/systemd-journal-remote.service.conf").is(t, "Service ExecStart", "",
		"/lib/systemd/systemd-journal-remote --listen-http=-3 --output=/var/log/journal/remote/")
	anchor, timer := read(t, "alo116-anchor.service"), read(t, "alo116-anchor.timer")
	anchor.is(t, "Service ExecStart", "/usr/local/bin/alo116 audit anchor")
	anchor.is(t, "Service StandardOutput") // the journal, as systemd has it
	timer.is(t, "Timer OnCalendar", "hourly")
	timer.is(t, "Install WantedBy", "timers.target")
}
