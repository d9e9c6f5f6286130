// Package deploy holds what is installed beside the service, and tests that it keeps its promises on a real
// Asterisk: a caller on a line never hears a dead line, a withheld number is seen by nobody, a stranger gets in
// nowhere, and nothing dials out but to the places of one list. It has no code of its own.
package deploy
