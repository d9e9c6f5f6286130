// Package retention holds how long a helpline keeps what, as data: one file of rules that a lawyer can read, in which
// a mistake cannot destroy anything. What the file does not name is kept.
//
// It is pure: it reads and judges rules, and says of which day they speak. The package sql carries them out.
package retention
