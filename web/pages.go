package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// pages are the built browser programs, kept in memory as they are sent.
type pages struct {
	files map[string]page
	build string // names the build; empty when there is none
}

type page struct {
	body, zipped []byte // zipped is nil where it would not help
	kind, tag    string
}

// kinds of files a build may have. The computer's own table is not asked: it differs.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".json": "application/json", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml; charset=utf-8", ".png": "image/png",
	".ico": "image/x-icon", ".woff2": "font/woff2", ".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".txt": "text/plain; charset=utf-8",
}

// Build names the build of these pages; empty if there is none. A page that was loaded from another one reloads.
func Build(ui fs.FS) (string, error) {
	index, err := fs.ReadFile(ui, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read pages: %w", err)
	}
	return digest(index), nil // it names the assets, which carry a digest of their own
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

func readPages(ui fs.FS) (*pages, error) {
	build, err := Build(ui)
	if err != nil {
		return nil, err
	}
	p := &pages{files: map[string]page{}, build: build}
	err = fs.WalkDir(ui, ".", func(name string, d fs.DirEntry, err error) error {
		kind, known := kinds[path.Ext(name)]
		if err != nil || d.IsDir() || !known {
			return err
		}
		body, err := fs.ReadFile(ui, name)
		if err != nil {
			return err
		}
		p.files[name] = page{body, zip(body, kind), kind, `"` + digest(body) + `"`}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read pages: %w", err)
	}
	return p, nil
}

// zip compresses what is worth it.
func zip(body []byte, kind string) []byte {
	if strings.HasPrefix(kind, "image/png") || strings.HasPrefix(kind, "font/") || strings.HasPrefix(kind, "audio/") {
		return nil
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(body); err != nil || w.Close() != nil || b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// index serves the page that all addresses of pages are.
func (p *pages) index(w http.ResponseWriter, r *http.Request) error {
	f, ok := p.files["index.html"]
	if !ok {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintln(w, "The pages were not built. Run `make build`, then start the service again.")
		return nil
	}
	w.Header().Set("Cache-Control", "no-cache") // asked for again each time; it holds nothing personal
	f.send(w, r)
	return nil
}

// file serves a file of the build.
func (p *pages) file(w http.ResponseWriter, r *http.Request) error {
	name := strings.TrimPrefix(r.URL.Path, "/")
	f, ok := p.files[name]
	if !ok || name == "index.html" {
		return errNotFound
	}
	w.Header().Set("Cache-Control", "no-cache")
	if strings.HasPrefix(name, "assets/") { // named by their content
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	f.send(w, r)
	return nil
}

func (f page) send(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == f.tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.body
	if f.zipped != nil && offers(r.Header, "Accept-Encoding", "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // an error means that nobody listens any more
	}
}
