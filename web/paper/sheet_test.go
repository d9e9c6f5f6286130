package paper

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"
)

// read gives the text of a PDF page by page, as another program reads it.
func read(t *testing.T, made []byte) (pages []string) {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(made), int64(len(made)))
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= r.NumPage(); n++ {
		text, err := r.Page(n).GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, strings.Join(strings.Fields(text), " "))
	}
	return pages
}

var mark = Mark{Who: "Mira Provë", At: time.Date(2026, 3, 14, 9, 26, 0, 0, time.UTC), Purpose: "Detyrim ligjor", Page: "Faqja %d nga %s"}

func made(t *testing.T, s Sheet) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestAPageSaysWhoPrintedItWhenAndWhatFor(t *testing.T) {
	long := strings.Repeat("Fëmija tha: «çdo natë kam frikë nga hëna e zezë». ", 300)
	s := Sheet{Lang: "sq", Title: "Rasti R-2026-0017", Lines: []string{"Përgjegjëse: Vera Provë"}, Mark: mark,
		Parts: []Part{{Head: "Fëmija", Rows: []Row{{"Mosha", "12"}, {"Çfarë ndodhi", long}, {"", "Një tekst pa emër."}, {"Pas saj", "ë ç Ë Ç"}}}}}
	pdf := made(t, s)
	if path := os.Getenv("ALO116_PAPER"); path != "" { // to be looked at
		if err := os.WriteFile(path, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pages := read(t, pdf)
	if len(pages) < 3 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, text := range pages {
		if n := strings.Count(text, "Mira Provë · 2026-03-14 09:26 · Detyrim ligjor"); n != 4 {
			t.Errorf("page %d has its mark %d times", i+1, n)
		}
	}
	all := strings.Join(pages, " ")
	for _, want := range []string{"Rasti R-2026-0017", "Përgjegjëse: Vera Provë", "Mosha", "hëna e zezë", "Një tekst pa emër.", "ë ç Ë Ç", "Faqja 1 nga"} {
		if !strings.Contains(all, want) {
			t.Errorf("the PDF lacks %q: …%s", want, all[len(all)-300:])
		}
	}
	if strings.Count(all, "kam frikë") != 300 {
		t.Errorf("of 300 sentences %d are there", strings.Count(all, "kam frikë"))
	}
}

func TestAnyTextCanBePrinted(t *testing.T) {
	odd := []string{"", "😀 emoji", "ﷺ 漢字", "\x00\x1b[31m", "{pages}", "\\(\\)", strings.Repeat("pandryshueshmëri", 40), "a\tb\r\nc", "\xff\xfe"}
	s := Sheet{Lang: "sq", Title: odd[1], Mark: mark}
	s.Mark.Who = strings.Repeat("Emri i gjatë ", 12)
	for _, text := range odd {
		s.Parts = append(s.Parts, Part{text, []Row{{text, text}, {"", text}}})
	}
	text := strings.Join(read(t, made(t, s)), " ")
	if !strings.Contains(text, "emoji") || strings.Contains(text, "\x1b") {
		t.Errorf("got %.300q", text)
	}
}

func FuzzPrint(f *testing.F) {
	f.Add("Mosha", "dymbëdhjetë")
	f.Add("😀", "\x00(")
	f.Fuzz(func(t *testing.T, name, text string) {
		if len(name)+len(text) > 20_000 {
			return
		}
		s := Sheet{Lang: "sq", Title: name, Mark: Mark{Who: name, Purpose: text, Page: "%d %s"}, Parts: []Part{{name, []Row{{name, text}}}}}
		if err := Write(io.Discard, s); err != nil {
			t.Error(err)
		}
	})
}
