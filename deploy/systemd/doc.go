// Package systemd holds the units of a helpline's server and the configuration of its log, and tests that they are what deploy/SECURITY.md
// says: secrets lie encrypted, nothing runs with more rights than it needs, and the log is sealed and leaves the machine.
package systemd
