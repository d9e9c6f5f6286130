package web

import (
	"net/http"
	"slices"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/sql"
	"alo116/web/paper"
)

// ofTheCase stands before the keys of fields that a letter takes from its case's sheet.
const ofTheCase = "sheet."

// printReferral prints the letter of a referral: the chosen ones of its own fields, and of its case's.
func (s *Site) printReferral(w http.ResponseWriter, r *http.Request) error {
	body, err := readPrint(w, r)
	if err != nil {
		return err
	}
	head, err := s.cfg.Staff.Referrals().Head(r.Context(), r.PathValue("id"))
	if err != nil {
		return referralProblem(err)
	}
	who := asker(r)
	if _, err := s.judge(r, &body.reasonBody, who.overReferral(roles.Print, head)); err != nil {
		return err
	}
	letter, err := s.cfg.Staff.Referrals().Look(r.Context(), head.ID)
	if err != nil {
		return referralProblem(err)
	}
	sheet := paper.Sheet{Title: body.say("referral"), Lines: letterLines(body, letter, who.person.Name, s.now().Format("2.1.2006")),
		Parts: []paper.Part{{Rows: letterRows(body, letter)}}}
	if wantsCase(body) {
		c, err := s.cfg.Staff.Cases().Look(r.Context(), head.Case, who.person.ID, body.Purpose, body.reasonBody.Words, false)
		if err != nil {
			return referralProblem(err)
		}
		sheet.Parts = append(sheet.Parts, paper.Part{Head: body.say("facts"), Rows: chosen(body, ofTheCase, c.Version, c.Values)})
	}
	return s.print(w, r, body, sheet, "referral.printed", "case:"+head.Case, head.Code)
}

func wantsCase(body printBody) bool {
	return slices.ContainsFunc(body.Fields, func(key string) bool { return strings.HasPrefix(key, ofTheCase) })
}

// letterLines say to whom, from whom and of which day.
func letterLines(body printBody, r sql.Referral, from, day string) []string {
	lines := []string{body.say("to", "name", r.Name), body.say("from", "name", from), body.say("of", "day", day), body.say("case_code", "code", r.Code)}
	if r.Words.Reference != "" {
		lines = append(lines, body.say("agency_ref", "ref", r.Words.Reference))
	}
	return lines
}

// letterRows are the chosen ones of a referral's own fields. The letter itself stands last, without a name.
func letterRows(body printBody, r sql.Referral) (rows []paper.Row) {
	for _, own := range []struct{ key, text string }{
		{"recipient", r.Words.Recipient},
		{"grounds", body.choices("referrals.grounds", r.Grounds)},
		{"consent", body.choices("referrals.consent", []string{r.Consent})},
		{"due", r.Due},
	} {
		if own.text != "" && slices.Contains(body.Fields, own.key) {
			rows = append(rows, paper.Row{Name: body.say(own.key), Text: own.text})
		}
	}
	if r.Words.Letter != "" && slices.Contains(body.Fields, "letter") {
		rows = append(rows, paper.Row{Text: r.Words.Letter})
	}
	return rows
}

// choices gives the labels of codes of a field of the contacts' form.
func (b printBody) choices(field string, codes []string) string {
	var labels []string
	for _, code := range codes {
		if o, known := form.Offered(field, code); known {
			labels = append(labels, o.Label[b.Lang])
		}
	}
	return strings.Join(labels, ", ")
}
