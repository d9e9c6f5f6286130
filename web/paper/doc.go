// Package paper makes a PDF of what somebody chose to print, and of nothing else: every page says across itself and at its foot
// who printed it, when and what for. It keeps nothing; what it writes goes to who asked.
package paper
