package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"alo116/agent/roles"
	"alo116/sql"
)

// exportCase gives all that is kept in a case as JSON, which the audit trail tells.
func (s *Site) exportCase(w http.ResponseWriter, r *http.Request) error {
	body, err := readPrint(w, r)
	if err != nil {
		return err
	}
	c, err := s.caseFor(r, roles.Export, &body.reasonBody)
	if err != nil {
		return err
	}
	act := sql.Act{Action: "case.exported", Object: "case:" + c.ID}
	return s.export(w, r, body, sql.Whom{Cases: []string{c.ID}, ForStaff: true}, act, false, c.Code)
}

// exportContact does the same with a contact, in need too, as it is opened.
func (s *Site) exportContact(w http.ResponseWriter, r *http.Request) error {
	body, err := readPrint(w, r)
	if err != nil {
		return err
	}
	glass, err := s.contactFor(r, roles.Export, &body.reasonBody)
	if err != nil {
		return err
	}
	act := sql.Act{Action: "contact.exported", Object: "contact:" + r.PathValue("id")}
	return s.export(w, r, body, sql.Whom{Contacts: []string{r.PathValue("id")}, ForStaff: true}, act, glass, "")
}

// export answers with all that is kept, but for what has a door of its own, once the audit trail tells of it.
func (s *Site) export(w http.ResponseWriter, r *http.Request, body printBody, whom sql.Whom, act sql.Act, glass bool, name string) error {
	act.Actor, act.Purpose, act.Words = asker(r).person.ID, body.Purpose, body.reasonBody.Words
	if err := s.cfg.Staff.Witness(r.Context(), act, glass); err != nil {
		return err
	}
	if glass {
		s.watchAlerts(r.Context())
	}
	kept, err := s.cfg.Staff.ExportSubject(r.Context(), whom, body.Lang, body.Purpose)
	if err != nil {
		return contactProblem(err)
	}
	text, err := json.MarshalIndent(kept, "", "  ")
	if err != nil {
		return err
	}
	download(w, "application/json; charset=utf-8", strings.Trim("alo116-"+name+"-"+s.now().Format(time.DateOnly), "-")+".json", text)
	return nil
}
