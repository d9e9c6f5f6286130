package web

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"alo116/queue"
	"alo116/sql"
	"alo116/sql/audit"
)

type entryBody struct {
	N       int64         `json:"n"`
	At      int64         `json:"at"`
	Actor   queue.AgentID `json:"actor"`
	Name    string        `json:"name"`
	Action  string        `json:"action"`
	Object  string        `json:"object"`
	Purpose string        `json:"purpose"`
	// Words: "" there never were any, "sealed" they can be asked for, "erased".
	Words string `json:"words"`
}

type entriesBody struct {
	Entries []entryBody `json:"entries"`
	Before  int64       `json:"before"` // for the next page; 0: there is none
}

// auditEntries lists the audit trail, the newest entry first, without anybody's words. That it was read is an entry, too.
func (s *Site) auditEntries(w http.ResponseWriter, r *http.Request) error {
	filter, err := auditFilter(r.URL.RawQuery)
	if err != nil {
		return errBadRequest
	}
	if err := s.auditRead(r.Context(), asker(r), filter); err != nil {
		return err
	}
	page, err := s.cfg.Staff.AuditEntries(r.Context(), filter)
	if err != nil {
		return err
	}
	body := entriesBody{Entries: []entryBody{}, Before: page.Before}
	for _, e := range page.Entries {
		body.Entries = append(body.Entries, entryBody{e.N, milli(e.At), e.Actor, e.ActorName, e.Action, e.Object, e.Purpose, wordsState(e)})
	}
	reply(w, http.StatusOK, body)
	return nil
}

// readAgainAfter is for how long one session may turn the pages of one question without another entry.
const readAgainAfter = time.Hour

// auditRead notes that a session read the trail, once an hour for each question: whose doings, which, to what, when.
func (s *Site) auditRead(ctx context.Context, who session, f sql.AuditFilter) error {
	f.Before = 0 // another page of the same
	question := fmt.Sprintf("%s %q %q %q %d %d", who.stands.ID, f.Actor, f.Action, f.Object, f.From.Unix(), f.Until.Unix())
	if _, noted := s.questions.get(time.Now(), question); noted {
		return nil
	}
	if err := s.cfg.Staff.Audit(ctx, sql.Act{Action: "audit.read", Object: aboutWhat(f)}); err != nil {
		return err
	}
	s.questions.put(time.Now(), question, struct{}{})
	return nil
}

// objectName is how the trail calls what an act was done to; anything else that was typed does not enter it.
var objectName = regexp.MustCompile(`^[a-z_]{1,20}:[0-9A-Za-z.-]{1,80}$`)

// aboutWhat is what a question was about, or whom; nothing if it was about all.
func aboutWhat(f sql.AuditFilter) string {
	for _, about := range []string{f.Object, "person:" + string(f.Actor)} {
		if objectName.MatchString(about) {
			return about
		}
	}
	return ""
}

func wordsState(e sql.AuditEntry) string {
	switch {
	case e.Readable:
		return "sealed"
	case e.Worded:
		return "erased"
	}
	return ""
}

// auditQuestions is what may be asked of the trail, each once.
var auditQuestions = []string{"actor", "action", "object", "from", "until", "before"}

// auditFilter reads which entries are asked for; times are milliseconds since 1970.
func auditFilter(query string) (sql.AuditFilter, error) {
	q, err := askedOnce(query, auditQuestions...)
	before, err1 := number(q.Get("before"))
	from, err2 := number(q.Get("from"))
	until, err3 := number(q.Get("until"))
	return sql.AuditFilter{Actor: queue.AgentID(q.Get("actor")), Action: q.Get("action"), Object: q.Get("object"),
		Before: before, From: moment(from), Until: moment(until)}, errors.Join(err, err1, err2, err3)
}

// askedOnce reads the questions in an address: none but these, and none twice, of which one would count for one reader and another
// for the next.
func askedOnce(query string, known ...string) (url.Values, error) {
	q, err := url.ParseQuery(query)
	for name, said := range q {
		if len(said) != 1 || !slices.Contains(known, name) {
			err = errBadRequest
		}
	}
	return q, err
}

func number(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	return strconv.ParseInt(text, 10, 64)
}

func moment(milliseconds int64) time.Time {
	if milliseconds == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milliseconds)
}

type reportBody struct {
	Whole    bool          `json:"whole"`
	Size     int64         `json:"size"`
	Root     string        `json:"root"`
	Last     int64         `json:"last"`
	Anchors  int           `json:"anchors"`
	Findings []findingBody `json:"findings"`
}

type findingBody struct {
	Kind audit.Kind `json:"kind"`
	From int64      `json:"from"`
	To   int64      `json:"to"`
}

// verifyAudit computes the trail anew, and compares it with the anchors that this house keeps.
func (s *Site) verifyAudit(w http.ResponseWriter, r *http.Request) error {
	select { // it reads the whole trail: one at a time, whoever asks
	case s.verifying <- struct{}{}:
		defer func() { <-s.verifying }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	report, err := s.cfg.Staff.VerifyOwnAudit(r.Context())
	if err != nil {
		return err
	}
	body := reportBody{len(report.Findings) == 0, report.Size, hex.EncodeToString(report.Root), milli(report.Last), report.Anchors, []findingBody{}}
	for _, f := range report.Findings {
		body.Findings = append(body.Findings, findingBody{f.Kind, f.From, f.To})
	}
	reply(w, http.StatusOK, body)
	return nil
}

// auditWords gives the free words of one entry. That they were read is an entry, too.
func (s *Site) auditWords(w http.ResponseWriter, r *http.Request) error {
	entry, err := strconv.ParseInt(r.PathValue("entry"), 10, 64)
	if err != nil {
		return errNotFound
	}
	words, err := s.cfg.Staff.AuditWords(r.Context(), entry, asker(r).person.ID)
	if errors.Is(err, sql.ErrNotFound) {
		return errNotFound
	}
	if err != nil {
		return err
	}
	reply(w, http.StatusOK, map[string]string{"words": words})
	return nil
}
