// Package form is the call-handling form as versioned data: it says which fields a contact has, what they
// may hold and what closing asks for, and it never changes what an old record means.
//
// A definition is one JSON file in definitions/, named by its version and never edited once it was in use:
// a contact keeps the version it was begun with and is shown and validated with it for ever. What is
// stored are codes; labels in every language stand beside them in the definition. The package does no I/O.
package form
