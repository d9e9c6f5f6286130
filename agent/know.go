package agent

import "alo116/queue"

// Know tells who a person is by now, if they are here. What they can take holds from this moment.
func (h *Hub) Know(p Person) {
	h.post(func(f *floor) {
		who := f.people[p.ID]
		if who == nil {
			return
		}
		changed := who.here && !sameProfile(who.Person, p)
		who.become(p)
		if changed {
			f.cfg.Emit(queue.SignedIn{Agent: p.ID, Role: p.Role, Skills: p.Skills})
		}
		f.update(nil, nil)
	})
}

// Skills lists what the present policy lets people be able to take.
func (h *Hub) Skills() []queue.Skill { return append([]queue.Skill{}, h.cfg.Policy().Skills...) }
