package paperwork

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
)

// zipped is an archive of files with those names, stored in that order.
func zipped(t *testing.T, names ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		name, content, _ := strings.Cut(name, "=")
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = f.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestWhatADocumentIs gives each in one piece and byte by byte: where it is cut makes no difference.
func TestWhatADocumentIs(t *testing.T) {
	for name, of := range map[string]struct{ content, want string }{
		"a paper":                   {"%PDF-1.7\n1 0 obj", "pdf"},
		"a paper with a program":    {"%PDF-1.7\n<< /S /JavaScript >>", ""},
		"a paper that starts one":   {"%PDF-1.7\n<< /S /Launch >>", ""},
		"a picture":                 {"\x89PNG\r\n\x1a\n\x00", "png"},
		"a photograph":              {"\xff\xd8\xff\xe0JFIF", "jpg"},
		"another picture":           {"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"},
		"a voice mail":              {"RIFF\x00\x00\x00\x00WAVEfmt ", "wav"},
		"another voice mail":        {"OggS\x00\x02", "ogg"},
		"a song":                    {"ID3\x04", "mp3"},
		"a telephone's":             {"#!AMR\n\x3c", "amr"},
		"an apple's":                {"\x00\x00\x00\x20ftypM4A \x00", "m4a"},
		"a film":                    {"\x00\x00\x00\x20ftypisom\x00", ""},
		"a letter":                  {zipped(t, "[Content_Types].xml=x", "_rels/.rels=x", "word/document.xml=x"), "docx"},
		"a letter with a program":   {zipped(t, "[Content_Types].xml=x", "word/document.xml=x", "word/vbaProject.bin=x"), ""},
		"a sheet":                   {zipped(t, "[Content_Types].xml=x", "xl/workbook.xml=x"), ""},
		"an open letter":            {zipped(t, "mimetype=application/vnd.oasis.opendocument.text", "content.xml=x"), "odt"},
		"an open template":          {zipped(t, "mimetype=application/vnd.oasis.opendocument.text-template", "content.xml=x"), ""},
		"an open one that does":     {zipped(t, "mimetype=application/vnd.oasis.opendocument.text", "Basic/script-lc.xml=x"), ""},
		"an archive":                {zipped(t, "program.exe=MZ"), ""},
		"words":                     {"Kanarina fluturoi mbi Tiranë, e çuditur.\n", "txt"},
		"words of another alphabet": {"\xc7\xe9 m", ""},
		"a page":                    {"<!DOCTYPE html><p>x", ""},
		"a page after a gap":        {"\n  <html><script>x</script>", ""},
		"a picture that does":       {`<svg xmlns="http://www.w3.org/2000/svg"/>`, ""},
		"a script":                  {"#!/bin/sh\nrm x\n", ""},
		"a program":                 {"MZ\x90\x00", ""},
		"another program":           {"\x7fELF\x02", ""},
		"words with a nought":       {"abc\x00def", ""},
		"half a sign":               {"kanarin\xc3", ""},
	} {
		for _, step := range []int{1, len(of.content)} {
			var l Look
			for rest := []byte(of.content); len(rest) > 0; rest = rest[step:] {
				if _, err := l.Write(rest[:step]); err != nil {
					t.Fatal(err)
				}
			}
			kind, err := l.Kind()
			if kind != of.want || (of.want == "") != errors.Is(err, ErrKind) || l.Size() != len(of.content) {
				t.Errorf("%s, in steps of %d, is %q, %v", name, step, kind, err)
			}
		}
	}
}

func TestADocumentHasASize(t *testing.T) {
	var l Look
	if _, err := l.Kind(); !errors.Is(err, ErrSize) {
		t.Errorf("nothing at all: %v", err)
	}
	if _, err := l.Write(make([]byte, Most)); err != nil {
		t.Errorf("the largest: %v", err)
	}
	if _, err := l.Write([]byte{0}); !errors.Is(err, ErrSize) {
		t.Errorf("one byte more: %v", err)
	}
}

func TestEveryMarkFitsTheWindow(t *testing.T) {
	for _, mark := range marks {
		if len(mark) > longest+1 {
			t.Errorf("%s may be cut in two and not be seen", mark)
		}
	}
	for _, k := range kinds {
		if Mime(k.Code) != k.Mime {
			t.Errorf("%s is %s", k.Code, Mime(k.Code))
		}
	}
	if Mime("exe") != "application/octet-stream" {
		t.Error("what is none has a type")
	}
}

func TestWhatADocumentIsCalled(t *testing.T) {
	for said, want := range map[string]string{
		"letër e gjyshes.pdf": "letër e gjyshes.pdf", `C:\Users\x\letra.PDF`: "letra.pdf", "../../etc/passwd": "passwd.pdf", "": "dokument.pdf", "..": "dokument.pdf",
		"foto.pdf.exe": "foto.pdf.exe.pdf", "a\x00\"b\u202e.pdf": "ab.pdf", " .pdf": "dokument.pdf", strings.Repeat("ë", 300) + ".pdf": strings.Repeat("ë", MostName) + ".pdf",
	} {
		if got := Name(said, "pdf"); got != want {
			t.Errorf("%q is called %q, not %q", said, got, want)
		}
	}
	if got := Name("foto.JPEG", "jpg"); got != "foto.jpg" {
		t.Errorf("a photograph is called %q", got)
	}
}
