package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"alo116/sql"
)

// meBody is who is signed in, for their page.
type meBody struct {
	ID    string `json:"id"`
	Login string `json:"login"`
	Name  string `json:"name"`
	Role  string `json:"role"`
	Lang  string `json:"lang"`
	Build string `json:"build"`
	// ChoosePassword: theirs was made by somebody else, and nothing else is open until they choose one.
	ChoosePassword bool `json:"choose_password"`
	// Locked says that the screen is covered until a password or passkey is given.
	Locked bool `json:"locked"`
	// LockAfterS is after how many seconds without a touch the page locks; 0 is never.
	LockAfterS int `json:"lock_after_s"`
	// Forgotten says that their second factors were taken from them, until they have read it.
	Forgotten *forgottenBody `json:"factors_forgotten,omitempty"`
}

// forgottenBody tells somebody who took their second factors from them, and how it was proven that they asked for it themselves.
type forgottenBody struct {
	At    int64  `json:"at"`
	By    string `json:"by"` // empty: whoever runs the server
	Proof string `json:"proof"`
}

func (s *Site) me(w http.ResponseWriter, r *http.Request) error {
	reply(w, http.StatusOK, s.meOf(r.Context(), asker(r)))
	return nil
}

func (s *Site) meOf(ctx context.Context, who session) meBody {
	p := who.person
	return meBody{string(p.ID), p.Login, p.Name, string(p.Role), p.Lang, s.pages.build, p.PasswordOnce, who.stands.Locked, int(s.cfg.LockAfter / time.Second), s.forgotten(ctx, who)}
}

// forgotten is what somebody has not read yet. A locked screen does not show it; while the database is away, it waits.
func (s *Site) forgotten(ctx context.Context, who session) *forgottenBody {
	if who.stands.Locked {
		return nil
	}
	f, err := s.cfg.Staff.Forgotten(ctx, who.person.ID)
	switch {
	case errors.Is(err, sql.ErrNotFound):
		return nil
	case err != nil:
		s.cfg.Log.Warn().Err(err).Msg("tell somebody that their second factors were forgotten")
		return nil
	}
	return &forgottenBody{f.At.UnixMilli(), f.By, f.Proof}
}

// readForgotten takes that somebody has read it.
func (s *Site) readForgotten(w http.ResponseWriter, r *http.Request) error {
	if err := s.cfg.Staff.ToldForgotten(r.Context(), asker(r).person.ID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
