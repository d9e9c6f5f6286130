// Package roles says who may do what. The whole answer is one table, table.txt, which a supervisor or a commissioner can
// read; the program asks it before every request and every message of a screen.
//
// What the table does not say is forbidden: an unknown role, action or object is answered with No. Whose a record is
// and how old it is finds the room that loads it, with [Between]; what follows from that is decided here alone.
package roles
