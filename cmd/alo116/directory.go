package main

import (
	"context"
	"fmt"
	"os"

	"github.com/rs/zerolog"

	"alo116/sql"
)

// directorySettings say what the directory of agencies begins with.
type directorySettings struct {
	DirectoryFile string `name:"directory-file" env:"ALO116_DIRECTORY_FILE" placeholder:"FILE" help:"The agencies that an empty directory is filled with at the first start; deploy/directory.json is ALO 116's own. Later they are looked after at /directory."`
}

// fill puts the file's entries into a directory that never had one. That it cannot keeps nobody from answering calls.
func (s directorySettings) fill(ctx context.Context, store *sql.Store, log zerolog.Logger) {
	if s.DirectoryFile == "" {
		return
	}
	n, err := s.filled(ctx, store)
	if err != nil {
		log.Error().Err(err).Msg("the directory is not filled: correct the file, or the setting --directory-file, and start again")
	}
	if n > 0 {
		log.Info().Int("entries", n).Msg("the directory was filled")
	}
}

func (s directorySettings) filled(ctx context.Context, store *sql.Store) (int, error) {
	text, err := os.ReadFile(s.DirectoryFile)
	if err != nil {
		return 0, fmt.Errorf("read the directory's file: %w", err)
	}
	entries, err := sql.ReadEntries(text)
	if err != nil {
		return 0, err
	}
	return store.Directory().Fill(ctx, entries)
}
