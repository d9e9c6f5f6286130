package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

type codeBody struct {
	Code string `json:"code"`
}

// signInTOTP ends a sign-in with a code of the person's app.
func (s *Site) signInTOTP(w http.ResponseWriter, r *http.Request) error {
	return s.signInCode(w, r, func(ctx context.Context, st step, code string) error {
		return s.rightTOTP(ctx, st.person.ID, code)
	})
}

// signInRecovery ends a sign-in with one of the codes kept for the day the second factor is lost.
func (s *Site) signInRecovery(w http.ResponseWriter, r *http.Request) error {
	return s.signInCode(w, r, func(ctx context.Context, st step, code string) error {
		ok, err := s.cfg.Staff.UseRecovery(ctx, st.person.ID, plainCode(code))
		if err == nil && !ok {
			return errWrongCode
		}
		return err
	})
}

func (s *Site) signInCode(w http.ResponseWriter, r *http.Request, right func(context.Context, step, string) error) error {
	var body codeBody
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	token, st, err := s.step(r)
	if err != nil {
		return err
	}
	if st.enrol {
		return errNotAllowed
	}
	from := s.from(r, st.person.Login)
	if err := s.limits.tryFactor(time.Now(), token, st.person.Login, from); err != nil {
		s.tried(r, "code", st.person.ID, err)
		if errors.Is(err, errStepOver) {
			s.steps.drop(token)
		}
		return err
	}
	err = right(r.Context(), st, body.Code)
	s.tried(r, "code", st.person.ID, err)
	if errors.Is(err, errWrongCode) {
		s.auditFailed(r.Context(), st.person.ID)
	}
	if err != nil {
		return err
	}
	s.limits.rightFactor(token, st.person.Login, from)
	return s.enter(w, r, st.person)
}

// plainCode is a code without what people and apps put between its letters.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
}
