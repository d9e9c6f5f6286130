package web

import (
	"context"
	"errors"
	"net/http"

	"alo116/agent"
	"alo116/agent/form"
	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

type directoryBody struct {
	Agencies []sql.Agency `json:"agencies"`
	May      []string     `json:"may"` // change, if they may
	// Kinds are those of entries that no case is referred to; the others are the form's.
	Kinds []form.Option `json:"kinds"`
}

// directory gives every entry, those no longer active too.
func (s *Site) directory(w http.ResponseWriter, r *http.Request) error {
	all, err := s.cfg.Staff.Directory().List(r.Context())
	if err != nil {
		return err
	}
	body := directoryBody{all, []string{}, form.Helpers()}
	if roles.Could(asker(r).person.Role, roles.Change, roles.Directory) == roles.Yes {
		body.May = append(body.May, "change")
	}
	reply(w, http.StatusOK, body)
	return nil
}

type placeBody struct {
	Place string `json:"place"`
}

// directoryNear tells what is at work in a municipality, which is asked for in the body: it may be a child's.
func (s *Site) directoryNear(w http.ResponseWriter, r *http.Request) error {
	var body placeBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	near, err := s.cfg.Staff.Directory().Near(r.Context(), body.Place)
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, directoryBody{near, []string{}, form.Helpers()})
	return nil
}

type versionsBody struct {
	Versions []sql.Agency             `json:"versions"`
	Names    map[queue.AgentID]string `json:"names"` // of those who wrote them
}

// agencyVersions tells who wrote what of an entry.
func (s *Site) agencyVersions(w http.ResponseWriter, r *http.Request) error {
	versions, err := s.cfg.Staff.Directory().Versions(r.Context(), r.PathValue("id"))
	if err != nil {
		return agencyProblem(err)
	}
	all, err := s.names(r)
	if err != nil {
		return err
	}
	body := versionsBody{versions, map[queue.AgentID]string{}}
	for _, v := range versions {
		if name, is := all[v.By]; is {
			body.Names[v.By] = name
		}
	}
	reply(w, http.StatusOK, body)
	return nil
}

// saveAgency adds an entry, or a version to the one that the address names.
func (s *Site) saveAgency(w http.ResponseWriter, r *http.Request) error {
	var a sql.Agency
	if err := readUpTo(w, r, maxAgencyBody, &a); err != nil {
		return err
	}
	a.ID = r.PathValue("id")
	saved, err := s.cfg.Staff.Directory().Save(r.Context(), a, asker(r).person.ID)
	if err != nil {
		return agencyProblem(err)
	}
	s.watchCallable(r.Context())
	reply(w, http.StatusOK, saved)
	return nil
}

// watchCallable tells the hub which agencies may be called, and asked into a talk. If the database is away, those of before hold.
func (s *Site) watchCallable(ctx context.Context) {
	if s.cfg.Staff == nil {
		return
	}
	ringable, err := s.cfg.Staff.Directory().Callable(ctx)
	if err != nil {
		s.cfg.Log.Warn().Err(err).Msg("the agencies that may be called were not read; they are again in a moment")
		return
	}
	callable := make([]agent.Callable, len(ringable))
	for i, r := range ringable {
		callable[i] = agent.Callable(r)
	}
	s.cfg.Hub.SetCallable(callable)
}

// agencyFaults are the words for each part of an entry that cannot be.
var agencyFaults = map[sql.AgencyFault]string{
	"kind":     "Choose what kind of body it is.",
	"name":     "Give a name of 160 characters at most.",
	"places":   "Choose municipalities or counties of the list, or none for the whole country.",
	"phones":   "A telephone number has 2 to 15 digits, and there are 5 at most.",
	"emails":   "An e-mail address looks like name@example.org, and there are 5 at most.",
	"web":      "A page's address begins with https://.",
	"callable": "Give the number that is to be rung by one key, or do not offer the key.",
	"long":     "A text is too long: 200 characters, of the notes 1000.",
}

// agencyProblem gives what the store says of an entry our own words.
func agencyProblem(err error) error {
	if part, is := errors.AsType[sql.AgencyFault](err); is {
		return fault{"agency_" + string(part), agencyFaults[part]}
	}
	switch {
	case errors.Is(err, sql.ErrNotFound):
		return errNotFound
	case errors.Is(err, sql.ErrAgencyChanged):
		return errChangedMeanwhile
	}
	return err
}
