// Package referral holds the rules of a referral as data: where it may stand and what may follow, and what must be known before
// it leaves the house. It is pure: the package sql carries it out.
package referral
