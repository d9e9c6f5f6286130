package web

import (
	"net/http"
	"slices"
	"strings"

	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// taskBody is what a contact left to be done: the contact's name, and no word of it.
type taskBody struct {
	foundBody
	Task form.TaskKind `json:"task"`
	Due  int64         `json:"due"`
}

type tasksBody struct {
	Tasks []taskBody `json:"tasks"`
	// Cases are the asker's own, whose follow-up is today or was before.
	Cases []caseHead `json:"cases"`
}

// tasks lists what waits to be done by who asks: what their own contacts left and, for a supervisor, what those of their team left for
// supervisors.
func (s *Site) tasks(w http.ResponseWriter, r *http.Request) error {
	people, err := s.cfg.Staff.ListPeople(r.Context())
	if err != nil {
		return err
	}
	who, owners, names := asker(r), []queue.AgentID{}, map[queue.AgentID]string{}
	for _, p := range people {
		names[p.ID] = p.Name
		if who.verdict(roles.Read, roles.Notice, sql.ContactOwner{Agent: p.ID, Team: p.Team, Since: s.now()}) == roles.Yes {
			owners = append(owners, p.ID)
		}
	}
	left, err := s.cfg.Staff.Tasks().Of(r.Context(), who.person.ID, owners)
	if err != nil {
		return err
	}
	due, err := s.cfg.Staff.Cases().List(r.Context(), sql.CaseQuery{Owners: []queue.AgentID{who.person.ID}, Status: sql.Active, Due: true, Today: s.today()})
	if err != nil {
		return err
	}
	body := tasksBody{Tasks: make([]taskBody, len(left)), Cases: headsOf(due.Cases)}
	for i, task := range left {
		seen := form.Seen(task.Contact, who.person.Role, task.Agent == who.person.ID)
		body.Tasks[i] = taskBody{foundOne(task.Contact, names, seen), task.Kind, milli(task.Due)}
	}
	reply(w, http.StatusOK, body)
	return nil
}

// taskDone tells that what a contact left is done: for whose it is, or for the supervisors. A warning that was proposed is refused by it.
func (s *Site) taskDone(of roles.Object) answerer {
	return func(w http.ResponseWriter, r *http.Request) error {
		kind := form.TaskKind(r.PathValue("kind"))
		if slices.Contains(form.OwnersTasks(), kind) != (of == roles.Reminder) {
			return errNotFound
		}
		contact, err := s.leftAt(r, of)
		if err != nil {
			return err
		}
		if err := s.cfg.Staff.Tasks().Done(r.Context(), contact, kind, asker(r).person.ID); err != nil {
			return contactProblem(err)
		}
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

// leftAt finds the contact of a request, for who may close what it left.
func (s *Site) leftAt(r *http.Request, of roles.Object) (contact string, err error) {
	contact = r.PathValue("id")
	owner, err := s.ownerOf(r, contact)
	if err == nil && asker(r).verdict(roles.Close, of, owner) != roles.Yes {
		err = errNotAllowed
	}
	return contact, err
}

// confirmWarning warns whoever talks next with the caller of a contact, as somebody proposed there: in the words of who decides it.
func (s *Site) confirmWarning(w http.ResponseWriter, r *http.Request) error {
	contact, err := s.leftAt(r, roles.Notice)
	if err != nil {
		return err
	}
	who := asker(r)
	var body approachBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := body.check(who); err != nil {
		return err
	}
	a := form.Approach{Contact: contact, Kind: body.Kind, Words: strings.TrimSpace(body.Words), Agent: who.person.ID, Until: s.now().AddDate(0, 0, body.Days)}
	if err := s.cfg.Staff.Tasks().Confirm(r.Context(), a); err != nil {
		return contactProblem(err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
