// Package supply knows what ALO 116 is made of beside its own code, and holds it to a promise: each part has a reason and
// a licence that lets any helpline use it, the program that is built is the same wherever it is built, and the ledger of
// security requirements (OWASP ASVS 5.0) names nothing that is not there. All of it is tests; see also vulnerable and bill.
package supply
