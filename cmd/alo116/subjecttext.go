package main

import (
	"bytes"
	"fmt"
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
	for _, f := range c.Fields {
		mark := ""
		if f.AboutOthers {
			mark = " [may be about others]"
		}
		fmt.Fprintf(out, "  %s%s: %s\n", f.Label, mark, f.Text)
	}
	for _, n := range c.Notes {
		fmt.Fprintf(out, "  Note for the next (%s), until %s [may be about others]: %s\n", n.Kind, n.Until.Local().Format(time.DateOnly), n.Words)
	}
	fmt.Fprintf(out, "  Steps of filling it in that are kept: %d\n", c.Changes)
	for _, seen := range c.Seen {
		fmt.Fprintf(out, "  %s  %s %s\n", seen.At.Local().Format(subjectTime), seen.Action, seen.Purpose)
	}
}

func writeCall(out *bytes.Buffer, c sql.SubjectCall) {
	fmt.Fprintf(out, "\nCall of %s, line %s, waited %s, talked %s\n", c.Arrived.Local().Format(subjectTime), c.Line,
		time.Duration(c.WaitedS)*time.Second, time.Duration(c.TalkedS)*time.Second)
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
