package sql

import (
	"bytes"
	"context"
	"errors"
	"time"
)

// SubjectDocument is a document of a case, whole. Who added it is not the subject's to know.
type SubjectDocument struct {
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	Size    int       `json:"size"`
	Added   time.Time `json:"added_at"`
	Content []byte    `json:"content"`
	Locked  bool      `json:"locked,omitempty"` // without its content, for it would do harm
}

func (s *Store) subjectDocuments(ctx context.Context, id string) (found []SubjectDocument, err error) {
	all, err := s.Documents().Of(ctx, id)
	if errors.Is(err, ErrForgotten) {
		return nil, nil // of an old backup, say: nobody can read them any more
	}
	for _, d := range all {
		var content bytes.Buffer
		locked := !d.LockedAt.IsZero()
		if err == nil && !locked {
			err = s.Documents().read(ctx, &d, &content)
		}
		found = append(found, SubjectDocument{d.Name, d.Kind, d.Size, d.At, content.Bytes(), locked})
	}
	return found, err
}
