package web

import (
	"fmt"
	"net/http"

	"alo116/agent/roles"
)

// route is one address: what asking for it does, to what, and who answers. The table of the roles says who may. A route
// that is open says so, and asks nobody who they are.
type route struct {
	pattern string
	open    bool
	action  roles.Action
	object  roles.Object
	answer  func(http.ResponseWriter, *http.Request) error
	covered bool // answered to a locked session, too: it shows nothing personal
	proven  bool // asks for a password or a passkey of the last minutes
	chooser bool // answered, too, to who still has the password that somebody else made for them
}

// evenLocked is a route that a locked session may use.
func evenLocked(r route) route { r.covered = true; return r }

// evenChoosing is a route that choosing a password of one's own needs.
func evenChoosing(r route) route { r.chooser = true; return r }

// proven is a route whose asker gave a password or a passkey in the last minutes.
func proven(r route) route { r.proven = true; return r }

// public is an address for everybody, signed in or not.
func public(pattern string, answer func(http.ResponseWriter, *http.Request) error) route {
	return route{pattern: pattern, open: true, answer: answer}
}

// private is an address for those whose role may do that to that, of theirs at least.
func private(pattern string, action roles.Action, object roles.Object, answer func(http.ResponseWriter, *http.Request) error) route {
	return route{pattern: pattern, action: action, object: object, answer: answer}
}

// routes is every address there is. Nothing is served that is not in this list.
func (s *Site) routes() []route {
	return []route{
		public("POST /api/sign-in", s.signIn),
		public("GET /api/sign-in", s.doors),
		public("POST /api/sign-in/totp", s.signInTOTP),
		public("POST /api/sign-in/recovery", s.signInRecovery),
		public("POST /api/sign-in/passkey/begin", s.beginSignInPasskey),
		public("POST /api/sign-in/passkey", s.signInPasskey),
		public("POST /api/sign-in/enrol/totp/begin", s.mustEnrol(s.beginTOTP)),
		public("POST /api/sign-in/enrol/totp", s.mustEnrol(s.endTOTP)),
		public("POST /api/sign-in/enrol/passkey/begin", s.mustEnrol(s.beginPasskey)),
		public("POST /api/sign-in/enrol/passkey", s.mustEnrol(s.endPasskey)),
		public("GET /api/sign-in/oidc", s.beginOIDC),
		public("GET /api/sign-in/oidc/return", s.endOIDC),
		public("POST /api/sign-out", s.signOut), // of whatever session there is

		evenChoosing(evenLocked(private("GET /api/me", roles.Read, roles.Account, s.me))),
		evenLocked(private("POST /api/ticket", roles.Read, roles.Account, s.ticket)),
		evenChoosing(evenLocked(private("POST /api/lock", roles.Change, roles.Account, s.lock))),
		private("POST /api/touch", roles.Change, roles.Account, s.touched),
		evenChoosing(evenLocked(private("POST /api/proof", roles.Change, roles.Account, s.provePassword))),
		evenChoosing(evenLocked(private("POST /api/proof/passkey/begin", roles.Change, roles.Account, s.beginProof))),
		evenChoosing(evenLocked(private("POST /api/proof/passkey", roles.Change, roles.Account, s.proveByPasskey))),
		private("POST /api/account/forgotten/read", roles.Change, roles.Account, s.readForgotten),
		private("GET /api/account", roles.Read, roles.Account, s.account),
		evenChoosing(private("POST /api/account/password", roles.Change, roles.Account, s.changePassword)),
		proven(private("POST /api/account/totp/begin", roles.Change, roles.Account, s.enrolling(s.beginTOTP))),
		proven(private("POST /api/account/totp", roles.Change, roles.Account, s.enrolling(s.endTOTP))),
		proven(private("POST /api/account/totp/remove", roles.Change, roles.Account, s.removeTOTP)),
		proven(private("POST /api/account/passkey/begin", roles.Change, roles.Account, s.enrolling(s.beginPasskey))),
		proven(private("POST /api/account/passkey", roles.Change, roles.Account, s.enrolling(s.endPasskey))),
		proven(private("POST /api/account/passkey/rename", roles.Change, roles.Account, s.renamePasskey)),
		proven(private("POST /api/account/passkey/remove", roles.Change, roles.Account, s.removePasskey)),
		proven(private("POST /api/account/recovery", roles.Change, roles.Account, s.renewRecovery)),
		proven(private("POST /api/account/session/end", roles.End, roles.Session, s.endSession)),

		private("GET /api/account/desk-phone", roles.Read, roles.Account, s.deskPhone),
		proven(private("POST /api/account/desk-phone", roles.Add, roles.DeskPhone, s.addDeskPhone)),
		proven(private("POST /api/account/desk-phone/remove", roles.End, roles.DeskPhone, s.removeDeskPhone)),
		private("POST /api/account/desk-phone/use", roles.Use, roles.DeskPhone, s.useDeskPhone),

		private("GET /api/form", roles.Read, roles.Form, s.form),
		evenLocked(private("GET /ws", roles.Use, roles.Desk, s.screen)),
		evenLocked(private("GET /sip", roles.Use, roles.Phone, s.phone)),

		private("GET /api/people", roles.Read, roles.Person, s.people),
		proven(private("POST /api/people", roles.Add, roles.Person, s.addPerson)),
		proven(private("POST /api/people/{id}", roles.Change, roles.Person, s.changePerson)),
		proven(private("POST /api/people/{id}/skills", roles.Change, roles.Skills, s.changeSkills)),
		proven(private("POST /api/people/{id}/password", roles.Reset, roles.Password, s.resetPassword)),
		proven(private("POST /api/people/{id}/factors", roles.Reset, roles.Factors, s.forgetFactors)),
		proven(private("POST /api/people/{id}/desk-phone/remove", roles.End, roles.DeskPhone, s.removeTheirDeskPhone)),
		proven(private("POST /api/people/{id}/sign-out", roles.End, roles.Session, s.endSessions)),

		private("GET /api/directory", roles.Read, roles.Directory, s.directory),
		private("POST /api/directory/near", roles.Read, roles.Directory, s.directoryNear),
		private("GET /api/directory/{id}/versions", roles.Read, roles.Directory, s.agencyVersions),
		proven(private("POST /api/directory", roles.Change, roles.Directory, s.saveAgency)),
		proven(private("POST /api/directory/{id}", roles.Change, roles.Directory, s.saveAgency)),

		private("GET /api/referrals", roles.Read, roles.Referral, s.waitingReferrals),
		private("POST /api/cases/{id}/referrals/open", roles.Read, roles.Referral, s.openReferrals),
		private("POST /api/cases/{id}/referrals", roles.Add, roles.Referral, s.addReferral),
		private("POST /api/referrals/{id}", roles.Change, roles.Referral, s.changeReferral),
		private("POST /api/referrals/{id}/send", roles.Send, roles.Referral, s.sendReferral),
		private("POST /api/referrals/{id}/move", roles.Change, roles.Referral, s.moveReferral),
		private("POST /api/referrals/{id}/discard", roles.Change, roles.Referral, s.discardReferral),
		private("POST /api/referrals/{id}/letter", roles.Print, roles.Referral, s.printReferral),
		private("POST /api/cases/{id}/print", roles.Print, roles.Case, s.printCase),
		private("POST /api/cases/{id}/export", roles.Export, roles.Case, s.exportCase),
		private("POST /api/contacts/{id}/print", roles.Print, roles.Contact, s.printContact),
		private("POST /api/contacts/{id}/export", roles.Export, roles.Contact, s.exportContact),

		private("GET /api/colleagues", roles.Read, roles.Colleague, s.colleagues),
		private("GET /api/purposes", roles.Read, roles.Account, s.purposes),
		private("POST /api/contacts/search", roles.Search, roles.Narrative, s.searchContacts),
		private("POST /api/contacts/{id}/number", roles.Reveal, roles.Number, s.revealNumber),
		private("POST /api/contacts/{id}/open", roles.Read, roles.Contact, s.openContact),
		private("POST /api/contacts/{id}/hold", roles.Retain, roles.Contact, s.holdContact(true)),
		private("POST /api/contacts/{id}/release", roles.Retain, roles.Contact, s.holdContact(false)),
		private("POST /api/contacts/{id}/approaches", roles.Add, roles.Approach, s.leaveApproach),
		private("POST /api/approaches/{id}", roles.Change, roles.Approach, s.changeApproach),
		private("POST /api/approaches/{id}/remove", roles.Change, roles.Approach, s.removeApproach),
		private("GET /api/tasks", roles.Read, roles.Reminder, s.tasks),
		private("POST /api/contacts/{id}/reminders/{kind}/done", roles.Close, roles.Reminder, s.taskDone(roles.Reminder)),
		private("POST /api/contacts/{id}/notices/{kind}/done", roles.Close, roles.Notice, s.taskDone(roles.Notice)),
		private("POST /api/contacts/{id}/warning", roles.Close, roles.Notice, s.confirmWarning),
		private("POST /api/cases/search", roles.Search, roles.Case, s.listCases),
		private("GET /api/cases/owners", roles.Assign, roles.Case, s.caseOwners),
		private("POST /api/cases", roles.Add, roles.Case, s.beginCase),
		private("POST /api/cases/{id}/open", roles.Read, roles.Case, s.openCase),
		private("POST /api/cases/{id}/field", roles.Change, roles.Case, s.setCaseField),
		private("POST /api/cases/{id}/status", roles.Change, roles.Case, s.moveCase),
		private("POST /api/cases/{id}/followup", roles.Change, roles.Case, s.followUpCase),
		private("POST /api/cases/{id}/owner", roles.Assign, roles.Case, s.assignCase),
		private("POST /api/cases/{id}/notes", roles.Change, roles.Case, s.noteCase),
		private("POST /api/cases/{id}/contacts", roles.Attach, roles.Case, s.attachContact),
		private("POST /api/cases/{id}/contacts/{contact}/detach", roles.Change, roles.Case, s.detachContact),
		private("POST /api/cases/{id}/documents", roles.Add, roles.Document, s.addDocument),
		private("POST /api/documents/{id}/open", roles.Read, roles.Document, s.openDocument),
		private("POST /api/documents/{id}/remove", roles.Change, roles.Document, s.removeDocument),
		private("POST /api/cases/{id}/hold", roles.Retain, roles.Case, s.holdCase(true)),
		private("POST /api/cases/{id}/release", roles.Retain, roles.Case, s.holdCase(false)),
		private("GET /api/contacts/{id}/cases", roles.Attach, roles.Contact, s.contactCases),
		private("GET /api/statistics", roles.Read, roles.Statistics, s.statistics),
		private("GET /api/alerts", roles.Read, roles.Alert, s.alerts),
		private("POST /api/alerts/{entry}/close", roles.Close, roles.Alert, s.closeAlert),
		private("GET /api/audit", roles.Read, roles.Audit, s.auditEntries),
		private("POST /api/audit/verify", roles.Read, roles.Audit, s.verifyAudit),
		private("POST /api/audit/{entry}/words", roles.Read, roles.Audit, s.auditWords),

		public("GET /healthz", s.healthy),
		public("GET /readyz", s.ready),
		public("GET /metrics", s.measure), // which looks at the address

		// The pages and their files are the same for everybody: what they show comes by the routes above.
		public("GET /{$}", s.pages.index),
		public("GET /desk", s.pages.index),
		public("GET /board", s.pages.index),
		public("GET /people", s.pages.index),
		public("GET /search", s.pages.index),
		public("GET /cases", s.pages.index),
		public("GET /cases/{code}", s.pages.index),
		public("GET /directory", s.pages.index),
		public("GET /referrals", s.pages.index),
		public("GET /figures", s.pages.index),
		public("GET /home", s.pages.index),
		public("GET /audit", s.pages.index),
		public("GET /account", s.pages.index),
		public("GET /", s.pages.file),
	}
}

// mount serves a list of routes. One that is neither open nor in the table of the roles is refused.
func (s *Site) mount(routes []route) (http.Handler, error) {
	mux := http.NewServeMux()
	for _, r := range routes {
		if !r.open && !roles.Knows(r.action, r.object) {
			return nil, fmt.Errorf("%s: the roles know nothing of '%s %s'", r.pattern, r.action, r.object)
		}
		mux.Handle(r.pattern, s.guard(r))
	}
	return mux, nil
}
