package sql

import (
	"maps"
	"slices"

	"alo116/queue"
)

// personObject is how a person is called in the audit trail.
func personObject(id queue.AgentID) string { return "person:" + string(id) }

// changes names what was done to a person, for the audit trail. In which language they read is nobody's business.
func changes(before, after Person, c PersonChange) (actions []string) {
	for action, done := range map[string]bool{
		"person.named":                      after.Name != before.Name,
		"person.made_" + string(after.Role): after.Role != before.Role,
		"person.team_set":                   after.Team != before.Team,
		"person.skills_set":                 !maps.Equal(after.Skills, before.Skills),
		"person.disabled":                   after.Disabled && !before.Disabled,
		"person.enabled":                    before.Disabled && !after.Disabled,
		"person.password_set":               c.PasswordHash != nil,
	} {
		if done {
			actions = append(actions, action)
		}
	}
	slices.Sort(actions)
	return actions
}
