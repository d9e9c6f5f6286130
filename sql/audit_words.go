package sql

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// byOwnKey marks free words that a contact's or a case's own key has sealed. No words of a person begin so.
const byOwnKey = "\x00own key "

// cover seals free words about a contact or a case with its own key, before the trail seals them once more: they may tell of a
// child as much as it does, and go with its key from every backup. What the trail commits to is their sealed form.
func (s *Store) cover(ctx context.Context, tx pgx.Tx, object, words string) (string, error) {
	if words == "" {
		return "", nil // so that an act is told, and a thing forgotten, whose key cannot be read
	}
	box, err := s.boxOf(ctx, tx, object)
	if box == nil {
		return words, err
	}
	sealed, err := box.Encrypt([]byte(words), wordsPlace(object))
	if err != nil {
		return "", fmt.Errorf("seal words: %w", err)
	}
	return byOwnKey + base64.StdEncoding.EncodeToString(sealed), nil
}

// uncover gives the words that cover took; nothing once that is forgotten.
func (s *Store) uncover(ctx context.Context, tx pgx.Tx, object, words string) (string, error) {
	text, covered := strings.CutPrefix(words, byOwnKey)
	if !covered {
		return words, nil
	}
	box, err := s.boxOf(ctx, tx, object)
	if box == nil {
		return "", err
	}
	sealed, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", fmt.Errorf("open words: %w", err)
	}
	plain, err := box.Decrypt(sealed, wordsPlace(object))
	return string(plain), err
}

// boxOf gives the key of the contact or case that an act was done to; nil if it was done to something else, or the key is destroyed.
func (s *Store) boxOf(ctx context.Context, tx pgx.Tx, object string) (tink.AEAD, error) {
	query := selectVaultKey
	id, is := strings.CutPrefix(object, contactObject(""))
	if !is {
		query = selectCaseKey
		id, is = strings.CutPrefix(object, caseObject(""))
	}
	if !is || uuid.Validate(id) != nil {
		return nil, nil
	}
	var key *string
	err := tx.QueryRow(ctx, query, id).Scan(&key)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && key == nil {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("find what an act was done to: %w", err)
	}
	box, err := s.boxBy(ctx, *key)
	if errors.Is(err, ErrForgotten) {
		return nil, nil
	}
	return box, err
}

// wordsPlace binds covered words to what they are about.
func wordsPlace(object string) []byte { return []byte("words of an act on " + object) }
