package queue

// schedule sets when a call hears its announcements.
func (c *Core) schedule(*call) {}

// announce says what is due.
func (c *Core) announce(*call) {}

// checkAnnouncements judges what waiting callers hear.
func checkAnnouncements(*faults, string, []Announcement) {}
