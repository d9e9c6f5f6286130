package form

// Lists of the newest form that others go by, too.
const (
	AgencyKinds = "agencies" // what those are to whom a case is referred
	Places      = "places"   // municipalities, each in its county
)

// Listed finds an option of a list of the newest form.
func Listed(list, code string) (Option, bool) {
	d, _ := Version(Latest)
	for _, o := range d.Lists[list] {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}
