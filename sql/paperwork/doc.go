// Package paperwork tells by its content what a document is, and lets nothing in that could run or be mistaken for a page. It is pure: it
// looks at the bytes as they go by, and keeps none.
package paperwork
