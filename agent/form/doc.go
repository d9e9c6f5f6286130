// Package form is the call-handling form as versioned data: it says which fields a contact has, what they
// may hold and what closing asks for, and it never changes what an old record means. It does no I/O and has no clock.
//
// # Where what is
//
// A definition is one JSON file in definitions/, or a directory of parts that are put together, named by its version. A
// contact keeps the version it was begun with and is shown and validated with it for ever, so a version is never changed
// once it was in use; only its words may be corrected. What is stored are codes; labels in every language stand beside
// them in the definition.
//
// lists/ has the options that several fields and versions share: places, languages, kinds of agencies, categories. Codes are
// only added, with the version that is the first to offer them (since); one that is not to be chosen any more gets
// the last version that does (until), and old records keep it. reference/ has what stands beside the form and no record
// depends on: the words of Child Helpline International for a report, the groups that earlier years were counted by,
// emergency numbers. No Go file here knows a country, a language or a helpline.
//
// # What a value is
//
// See the constants of Type, and PROTOCOL.md for the screens' side. Two rules keep values honest. What can be wrong is not
// written: the first of the ranked categories is the main one, so there is exactly one, and a place is the whole way to
// it, so a municipality is never in the wrong county. And everything may be unknown: choices have the code for it, nothing
// personal is ever required, and what a counsellor must decide (the kind of contact, a category, the directions) comes
// to nine inputs at most.
//
// A field is shown if its section's condition and its own hold. What was typed into a field that is hidden now stays in
// the contact, does not count for conditions, is not asked for at closing, and is left out of statistics: see Shown.
//
// # What is sealed, and what is counted
//
// Fields marked pii are sealed before they are stored, and are never counted; a free text always is one. A group is one
// value, sealed or open as a whole: Sealed tells. So that what is counted stays open, a group has either only codes or only
// personal fields, and the words that belong to a group of codes stand in a second group that goes With the first. An
// item of one and an item of the other belong together if they have the same id. The page shows them as one thing, and
// makes the coded item first, with nothing but its id if need be: that is the one which is counted. Statistics read, for instance,
//
//	SELECT item->>'relation', count(*) FROM contact, jsonb_array_elements(values->'perpetrators') AS item GROUP BY 1
//
// and never open a seal. Text that is both long and one per contact (the story, the summary) is a field of its own, for a
// group must fit into one message of a screen.
//
// # The case sheet
//
// What is kept about a child over many contacts is a definition too, with a version of its own family: case-1. It takes most of
// its fields from the contacts' form, by name, so that a case begins with what its first contact told (Shared), and asks them
// with the same words and codes. Nothing in it is ever required.
//
// # Making another form
//
// A helpline that needs other questions makes the next version; the old ones stay as they are.
//
//  1. Copy the directory of the newest version to the next number and set version in its first part. Set languages to those
//     that every label is to have.
//  2. Change stages, sections and fields. Keep the key of a field that asks the same as before, or years cannot be compared;
//     never give an old key a new meaning. A new field gets since with the new version.
//  3. Put the country's own into lists/: its places as a tree, its agencies, its languages. Add codes, take none away.
//  4. Run the tests. Lint tries every field out: it must be reachable, never required while it is hidden, its labels
//     complete and short enough, its free texts marked as personal. TestNineInputsCloseATalk holds the form to what a
//     counsellor can do while a child is on the phone.
//  5. Give categories a place in reference/chi.json, so that the yearly report can be made.
//  6. Have the new version begun with (alo116 serve --form-version), and freeze it: one line in frozen_test.go.
//
// Labels may be edited in place at any time: helplines call things by their own names.
package form
