package roles

import "alo116/queue"

// The roles of those who take no calls. The queue has its own names for those who do.
const (
	CaseManager queue.Role = "case_manager"
	Analyst     queue.Role = "analyst"
	Auditor     queue.Role = "auditor"
	Admin       queue.Role = "admin"
)

// All lists every role there is.
func All() []queue.Role {
	return []queue.Role{queue.Psychologist, queue.SocialWorker, queue.Supervisor, CaseManager, Analyst, Auditor, Admin}
}

// Action is what somebody does.
type Action string

// The actions that the table knows.
const (
	Use        Action = "use"    // be there: a desk, a phone
	Read       Action = "read"   // see, and list
	Search     Action = "search" // find by what it holds
	Add        Action = "add"
	Change     Action = "change"
	Close      Action = "close"
	Reopen     Action = "reopen"
	Assign     Action = "assign" // make it somebody's
	Attach     Action = "attach" // put a contact to a case: both ends are asked for, and nothing is shown of either
	Prioritise Action = "prioritise"
	Transfer   Action = "transfer" // give a talk away
	Retain     Action = "retain"   // keep from the retention rules, and give back to them
	Hold       Action = "hold"     // give a caller music, and take them back
	Listen     Action = "listen"   // unheard by the caller
	Join       Action = "join"     // heard by all
	Dial       Action = "dial"
	Send       Action = "send"
	Reveal     Action = "reveal" // show what is masked everywhere else
	Print      Action = "print"
	Export     Action = "export"
	End        Action = "end"
	Reset      Action = "reset"
)

// Object is what it is done to.
type Object string

// The objects that the table knows.
const (
	Account    Object = "account"   // one's own name, language, password, second factor, sessions
	Desk       Object = "desk"      // the live socket of a screen
	Phone      Object = "phone"     // the way of the browser's phone to Asterisk
	DeskPhone  Object = "deskphone" // a SIP phone on the table: it can be set up, chosen, and revoked
	Presence   Object = "presence"  // ready, paused, done with the wrap-up
	Board      Object = "board"     // the floor, live
	Call       Object = "call"      // a live one
	Form       Object = "form"      // the definition, no child's words
	Contact    Object = "contact"   // the record of one call, e-mail, report or visit
	History    Object = "history"   // earlier contacts and open cases of the caller at hand; own: one talks with them
	Narrative  Object = "narrative" // the words in contacts and cases
	Approach   Object = "approach"  // how to approach a caller, and warnings, left for the next who talks with them
	Reminder   Object = "reminder"  // what a contact left to be done for whose it is
	Notice     Object = "notice"    // what it left for the supervisors: a complaint, a warning that was proposed
	Number     Object = "number"    // a caller's, in full
	Place      Object = "place"     // one outside that may be called: of the allow-list, or an agency
	Case       Object = "case"
	Referral   Object = "referral"
	Document   Object = "document"  // a letter, a picture or a voice mail of a case
	Directory  Object = "directory" // agencies to refer to
	Report     Object = "report"    // what came by web form or e-mail
	Attachment Object = "attachment"
	Statistics Object = "statistics"
	Policy     Object = "policy"    // the rules of the lines
	Person     Object = "person"    // somebody who may sign in; own: oneself
	Colleague  Object = "colleague" // the name and role of somebody who works here, to be chosen in a form
	Skills     Object = "skills"    // of a person
	Password   Object = "password"
	Factors    Object = "factors"
	Session    Object = "session"
	Alert      Object = "alert" // a glass was broken
	Audit      Object = "audit"
)

func actions() []Action {
	return []Action{Use, Read, Search, Add, Change, Close, Reopen, Assign, Attach, Prioritise, Transfer, Hold, Retain, Listen, Join, Dial, Send, Reveal,
		Print, Export, End, Reset}
}

func objects() []Object {
	return []Object{Account, Desk, Phone, DeskPhone, Presence, Board, Call, Form, Contact, History, Approach, Reminder, Notice, Narrative, Number, Place, Case, Referral, Document, Directory,
		Report, Attachment, Statistics, Policy, Person, Colleague, Skills, Password, Factors, Session, Alert, Audit}
}
