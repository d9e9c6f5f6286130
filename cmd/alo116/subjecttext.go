package main

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"alo116/sql"
)

const subjectTime = "2006-01-02 15:04"

// readable writes an export for people.
func readable(s sql.Subject) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "What is kept, as of %s\n", s.Made.Local().Format(subjectTime))
	for _, c := range s.Contacts {
		writeContact(&out, c)
	}
	for _, c := range s.Calls {
		writeCall(&out, c)
	}
	for _, c := range s.Cases {
		writeCase(&out, c)
	}
	return out.Bytes()
}

func writeContact(out *bytes.Buffer, c sql.SubjectContact) {
	fmt.Fprintf(out, "\nContact %s of %s, line %s, form %s\n", c.ID, c.Opened.Local().Format(subjectTime), c.Line, c.Form)
	if c.Erased {
		fmt.Fprintln(out, "  What was personal in it was erased.")
	}
	if c.Number != "" {
		fmt.Fprintf(out, "  Number: %s\n", c.Number)
	}
	writeFields(out, c.Fields)
	for _, n := range c.Notes {
		fmt.Fprintf(out, "  Note for the next (%s), until %s [may be about others]: %s\n", n.Kind, n.Until.Local().Format(time.DateOnly), n.Words)
	}
	fmt.Fprintf(out, "  Steps of filling it in that are kept: %d\n", c.Changes)
	writeSeen(out, c.Seen)
}

func writeFields(out *bytes.Buffer, fields []sql.SubjectField) {
	for _, f := range fields {
		mark := ""
		if f.AboutOthers {
			mark = " [may be about others]"
		}
		fmt.Fprintf(out, "  %s%s: %s\n", f.Label, mark, f.Text)
	}
}

func writeSeen(out *bytes.Buffer, acts []sql.SubjectSeen) {
	for _, seen := range acts {
		fmt.Fprintf(out, "  %s  %s %s\n", seen.At.Local().Format(subjectTime), seen.Action, seen.Purpose)
	}
}

func writeCase(out *bytes.Buffer, c sql.SubjectCase) {
	fmt.Fprintf(out, "\nCase %s of %s, %s %s [may be about others]\n", c.Code, c.Opened.Local().Format(subjectTime), c.Status, c.Outcome)
	writeFields(out, c.Fields)
	for _, e := range c.Events {
		fmt.Fprintf(out, "  %s  %s %s\n", e.At.Local().Format(subjectTime), e.Kind, e.Words)
	}
	for _, r := range c.Told {
		fmt.Fprintf(out, "  Told to %s (%s, %s): %s\n", r.To, r.State, strings.Join(r.Shared, ", "), r.Words.Letter)
	}
	for _, d := range c.Papers {
		fmt.Fprintf(out, "  Document of %s: %s, %d bytes; it is whole in the machine-readable export\n", d.Added.Local().Format(subjectTime), d.Name, d.Size)
	}
	writeSeen(out, c.Seen)
}

func writeCall(out *bytes.Buffer, c sql.SubjectCall) {
	fmt.Fprintf(out, "\nCall of %s, line %s, waited %s, talked %s\n", c.Arrived.Local().Format(subjectTime), c.Line,
		time.Duration(c.WaitedS)*time.Second, time.Duration(c.TalkedS)*time.Second)
	if c.Choice != "" {
		fmt.Fprintf(out, "  In the menu they chose: %s\n", c.Choice)
	}
	if c.EndReason != "" {
		fmt.Fprintf(out, "  It ended: %s, by %s\n", c.EndReason, c.EndedBy)
	}
	if c.Known {
		fmt.Fprintln(out, "  The number is recognised when it calls again, by a keyed hash; the call does not hold it.")
	}
	for _, step := range c.Steps {
		fmt.Fprintf(out, "  %s  %s\n", step.At.Local().Format(time.DateTime), step.Kind)
	}
}
