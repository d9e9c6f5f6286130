package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/sql"
	"alo116/web/paper"
)

//go:embed print.json
var printText []byte

// printed are the words that stand on paper, by language.
var printed = func() (words map[string]map[string]string) {
	if err := json.Unmarshal(printText, &words); err != nil {
		panic("print.json: " + err.Error())
	}
	return words
}()

// printBody says what to print, in which language, and what for.
type printBody struct {
	reasonBody
	Lang   string   `json:"lang"`
	Fields []string `json:"fields"`
}

// say gives words of the paper, with what stands between braces filled in.
func (b printBody) say(key string, fill ...string) string {
	text := printed[b.Lang][key]
	for i := 0; i < len(fill); i += 2 {
		text = strings.ReplaceAll(text, "{"+fill[i]+"}", fill[i+1])
	}
	return text
}

// readPrint reads what is to be printed. A language that nobody wrote words in is the first one.
func readPrint(w http.ResponseWriter, r *http.Request) (body printBody, err error) {
	err = readUpTo(w, r, maxReferralBody, &body)
	if printed[body.Lang] == nil {
		body.Lang = "sq"
	}
	return body, err
}

// printCase prints the chosen fields of a case.
func (s *Site) printCase(w http.ResponseWriter, r *http.Request) error {
	body, err := readPrint(w, r)
	if err != nil {
		return err
	}
	c, err := s.caseFor(r, roles.Print, &body.reasonBody)
	if err != nil {
		return err
	}
	c, err = s.cfg.Staff.Cases().Look(r.Context(), c.ID, asker(r).person.ID, body.Purpose, body.reasonBody.Words, false)
	if err != nil {
		return caseProblem(err)
	}
	rows := append(caseRows(body, c), chosen(body, "", c.Version, c.Values)...)
	sheet := paper.Sheet{Title: body.say("case", "code", c.Code),
		Lines: []string{body.say("opened", "day", c.OpenedAt.Format("2.1.2006")), body.say("owner", "name", c.OwnerName)},
		Parts: []paper.Part{{Head: body.say("facts"), Rows: rows}}}
	return s.print(w, r, body, sheet, "case.printed", "case:"+c.ID, c.Code)
}

// caseRows are what a case tells of itself beside its sheet.
func caseRows(body printBody, c sql.Case) (rows []paper.Row) {
	if slices.Contains(body.Fields, "status") {
		rows = append(rows, paper.Row{Name: body.say("status"), Text: body.say("status." + string(c.Status))})
	}
	return rows
}

// printContact prints the chosen fields of a contact, of those that the form shows to who asks.
func (s *Site) printContact(w http.ResponseWriter, r *http.Request) error {
	body, err := readPrint(w, r)
	if err != nil {
		return err
	}
	if _, err := s.contactFor(r, roles.Print, &body.reasonBody); err != nil {
		return err
	}
	who := asker(r)
	c, err := s.cfg.Staff.Contacts().Look(r.Context(), r.PathValue("id"), who.person.ID, body.Purpose, body.reasonBody.Words, false)
	if err != nil {
		return contactProblem(err)
	}
	rows := chosen(body, "", c.Version, form.Seen(c, who.person.Role, c.Agent == who.person.ID))
	sheet := paper.Sheet{Title: body.say("contact"), Lines: []string{body.say("of", "day", c.OpenedAt.Format("2.1.2006 15:04"))},
		Parts: []paper.Part{{Head: body.say("facts"), Rows: rows}}}
	return s.print(w, r, body, sheet, "contact.printed", "contact:"+c.ID, "")
}

// caseFor finds the case that the address names, if who asks may do that to it for that reason.
func (s *Site) caseFor(r *http.Request, do roles.Action, why *reasonBody) (sql.Case, error) {
	c, err := s.caseAt(r)
	if err != nil {
		return c, err
	}
	_, err = s.judge(r, why, asker(r).over(do, roles.Case, c))
	return c, err
}

// contactFor tells whether who asks may do that to the contact that the address names, for that reason; glass, that it must be broken.
func (s *Site) contactFor(r *http.Request, do roles.Action, why *reasonBody) (glass bool, err error) {
	owner, err := s.ownerOf(r, r.PathValue("id"))
	if err != nil {
		return false, err
	}
	return s.judge(r, why, asker(r).verdict(do, roles.Contact, owner))
}

// chosen gives the rows of those fields of a form that were chosen, each by its key with what stands before it.
func chosen(body printBody, before, version string, values form.Values) (rows []paper.Row) {
	for _, f := range sql.Labelled(version, values, body.Lang) {
		if slices.Contains(body.Fields, before+f.Key) && f.Text != "" {
			rows = append(rows, paper.Row{Name: f.Label, Text: f.Text})
		}
	}
	return rows
}

// print answers with a PDF, once the audit trail tells who printed what, by the fields' keys, and what for. It is kept nowhere.
func (s *Site) print(w http.ResponseWriter, r *http.Request, body printBody, sheet paper.Sheet, action, object, name string) error {
	if !slices.ContainsFunc(sheet.Parts, func(p paper.Part) bool { return len(p.Rows) > 0 }) {
		return errNothingChosen
	}
	who := asker(r).person
	sheet.Lang, sheet.Mark = body.Lang, paper.Mark{Who: who.Name, At: s.now().Local(), Purpose: body.say("purpose." + body.Purpose), Page: body.say("page")}
	act := sql.Act{Actor: who.ID, Action: action, Object: object, Purpose: body.Purpose, Words: printWords(body)}
	if err := s.cfg.Staff.Audit(r.Context(), act); err != nil {
		return err
	}
	var out bytes.Buffer
	if err := paper.Write(&out, sheet); err != nil {
		return err
	}
	download(w, "application/pdf", strings.Trim("alo116-"+name, "-")+".pdf", out.Bytes())
	return nil
}

// printWords are what the audit trail keeps of a print: the reason in words, and the fields.
func printWords(body printBody) string {
	return strings.TrimSpace(body.reasonBody.Words + "\n[" + strings.Join(body.Fields, " ") + "]")
}

// download answers with a file. It is for who asked: no cache keeps it.
func download(w http.ResponseWriter, kind, name string, content []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", "attachment; filename="+strconv.Quote(name))
	h.Set("Content-Length", strconv.Itoa(len(content)))
	_, _ = w.Write(content) // an error means that nobody listens any more
}
