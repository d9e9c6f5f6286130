// Package shapetest keeps the shapes of what the service tells its pages, one file a message or answer, so that the pages' types and
// the examples in their tests are held to the Go types that are really sent. `UPDATE=1 go test` writes the files anew.
//
// A shape is the JSON of a value twice: `full`, with every field there is, and `least`, with those that are always there. A list has one
// item, a map the key "*", and what may be anything is null.
package shapetest
