// Package casework holds the rules of a case as data: where it may stand and what may follow, how it may end, what its
// timeline tells, and what its code looks like. It is pure: the package sql carries it out.
package casework
