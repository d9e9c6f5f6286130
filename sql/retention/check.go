package retention

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"alo116/agent/form"
)

var code = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// Check tells everything that is wrong with the rules, one line for each.
func (r *Rules) Check() error {
	var wrong []error
	if r.MostADay < 1 {
		wrong = append(wrong, errors.New("most_a_day must be at least 1: it stops the daily job when suddenly far more is due than usual"))
	}
	if len(r.Rules) == 0 {
		wrong = append(wrong, errors.New("there is no rule; without the whole file nothing is purged either"))
	}
	seen := map[string]bool{}
	for i := range r.Rules {
		rule := &r.Rules[i]
		if seen[rule.Name] {
			wrong = append(wrong, fmt.Errorf("two rules are called %q", rule.Name))
		}
		seen[rule.Name] = true
		if err := rule.check(r.Rules[:i]); err != nil {
			wrong = append(wrong, fmt.Errorf("rule %d (%q): %w", i+1, rule.Name, err))
		}
	}
	return errors.Join(wrong...)
}

// check tells the first thing that is wrong with a rule, which stands after the others.
func (r *Rule) check(before []Rule) error {
	if !code.MatchString(r.Name) {
		return errors.New("its name must be a code like missing_child")
	}
	if deeds[r.Class] == "" {
		return fmt.Errorf("there is no class %q; the classes are %s", r.Class, list(Classes()))
	}
	if strings.TrimSpace(r.Why) == "" {
		return errors.New("why is missing: say the purpose and the law that let it be kept so long")
	}
	if err := r.checkDeed(); err != nil {
		return err
	}
	if r.Class == Contact {
		return errors.Join(r.checkMatch(before), r.checkStays())
	}
	return r.checkAlone(before)
}

func (r *Rule) checkDeed() error {
	switch {
	case r.Then != Keep && r.Then != deeds[r.Class]:
		return fmt.Errorf("then %q is not possible with class %s; it is %q or %q", r.Then, r.Class, deeds[r.Class], Keep)
	case r.Then == Keep && r.After != Age{}:
		return errors.New("it keeps, so it has no after")
	case r.Then != Keep && r.After == Age{}:
		return errors.New(`after is missing: an age like "90 days", "18 months" or "5 years"`)
	}
	return nil
}

// checkAlone is for classes whose things are all alike.
func (r *Rule) checkAlone(before []Rule) error {
	switch {
	case r.Match != nil || r.Stays != nil:
		return errors.New("match and stays are for contacts only")
	case slices.ContainsFunc(before, func(b Rule) bool { return b.Class == r.Class }):
		return fmt.Errorf("class %s has a rule already", r.Class)
	}
	return nil
}

func (r *Rule) checkMatch(before []Rule) error {
	for _, b := range before {
		if b.Class == Contact && b.Match == nil {
			return fmt.Errorf("it is never reached, for %q before it takes every contact: put that one last", b.Name)
		}
	}
	if r.Match == nil {
		return nil
	}
	if len(r.Match.Lines)+len(r.Match.CallTypes)+len(r.Match.Flags) == 0 {
		return errors.New("its match is empty: name lines, call_types or flags, or leave match out for all that are left")
	}
	for _, kind := range r.Match.CallTypes {
		if !slices.Contains(kinds(func(form.Option) bool { return true }), kind) {
			return fmt.Errorf("no version of the form has the call type %q", kind)
		}
	}
	for _, flag := range r.Match.Flags {
		if len(kinds(func(o form.Option) bool { return o.Has(flag) })) == 0 {
			return fmt.Errorf("no call type of any version of the form has the flag %q", flag)
		}
	}
	return nil
}

func (r *Rule) checkStays() error {
	if r.Then == Keep && r.Stays != nil {
		return errors.New("it keeps everything, so stays says nothing")
	}
	for _, field := range r.Stays {
		if !coded(field) {
			return fmt.Errorf("stays: %q is no coded field of any version of the form (what is personal never stays)", field)
		}
	}
	return nil
}

func list[T ~string](words []T) string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return strings.Join(texts, ", ")
}
