package web

import (
	"net/http"

	"alo116/agent/roles"
	"alo116/queue"
	"alo116/sql"
)

// personBody is a person as those who look after people see them.
type personBody struct {
	ID       queue.AgentID               `json:"id"`
	Login    string                      `json:"login"`
	Name     string                      `json:"name"`
	Role     queue.Role                  `json:"role"`
	Team     string                      `json:"team"`
	Skills   map[queue.Skill]queue.Level `json:"skills"`
	Lang     string                      `json:"lang"`
	Disabled bool                        `json:"disabled"`
	// PasswordOnce: they have not chosen a password of their own yet.
	PasswordOnce bool `json:"password_once"`
	// May lists what the one who asks may do to them: change, skills, password, factors, sessions, desk_phone (if they have one).
	May []string `json:"may"`
}

type peopleBody struct {
	People []personBody  `json:"people"`
	May    []string      `json:"may"`    // add, if they may
	Roles  []queue.Role  `json:"roles"`  // all there are
	Skills []queue.Skill `json:"skills"` // all that the policy knows
	Proofs []string      `json:"proofs"` // how somebody may have proven who they are
}

// deeds are what can be done to a person, as the page calls it.
var deeds = [...]struct {
	name   string
	action roles.Action
	object roles.Object
}{
	{"change", roles.Change, roles.Person},
	{"skills", roles.Change, roles.Skills},
	{"password", roles.Reset, roles.Password},
	{"factors", roles.Reset, roles.Factors},
	{"sessions", roles.End, roles.Session},
	{"desk_phone", roles.End, roles.DeskPhone},
}

// people lists everybody whom the one who asks may see.
func (s *Site) people(w http.ResponseWriter, r *http.Request) error {
	all, err := s.cfg.Staff.ListPeople(r.Context())
	if err != nil {
		return err
	}
	who := asker(r)
	body := peopleBody{People: []personBody{}, May: []string{}, Roles: roles.All(), Skills: s.cfg.Hub.Skills(), Proofs: sql.Proofs}
	if roles.Could(who.person.Role, roles.Add, roles.Person) == roles.Yes {
		body.May = append(body.May, "add")
	}
	for _, p := range all {
		if who.may(roles.Read, roles.Person, owner(p)) {
			body.People = append(body.People, who.sees(p))
		}
	}
	reply(w, http.StatusOK, body)
	return nil
}

// sees gives a person as this one may see them.
func (who session) sees(p sql.Person) personBody {
	b := personBody{p.ID, p.Login, p.Name, p.Role, p.Team, p.Skills, p.Lang, p.Disabled, p.PasswordOnce, []string{}}
	for _, d := range deeds {
		if who.may(d.action, d.object, owner(p)) && (d.object != roles.DeskPhone || p.DeskPhone) {
			b.May = append(b.May, d.name)
		}
	}
	return b
}

// owner says that a person is their own.
func owner(p sql.Person) roles.Party { return roles.Party{ID: p.ID, Team: p.Team} }
