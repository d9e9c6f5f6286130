// Package audit proves what was done in the house to people who need not trust it: nobody can change, add,
// drop, move or cut an entry afterwards without 'alo116 audit verify' telling which.
//
// Entries are the leaves of a Merkle tree (RFC 9162, section 2.1), numbered from 1. Each carries a MAC by a key from the
// key file, so whoever has only the database can make none. Free words enter a leaf as a commitment; the words
// lie beside it, sealed, and may be erased by law without touching the proof; the erasure is an entry itself.
//
// What the tree cannot see is its own end being cut off, or an older state put back. That is what anchors are for: size
// and root in one line, kept in a file outside the database after every entry, and anywhere else that people trust.
package audit
