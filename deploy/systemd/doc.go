// Package systemd holds the units of a helpline's server and the configuration of its log, and tests that they are what deploy/SECURITY.md
// says: secrets lie encrypted, nothing runs with more rights than it needs, and the log is sealed and leaves the machine. The units are
// also started, as README.md says, by systemd itself on a machine of their own (the script "machine"), with the real PostgreSQL and Asterisk.
package systemd
