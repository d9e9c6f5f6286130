package paper

import (
	"fmt"
	"io"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Sheet is what is printed.
type Sheet struct {
	Lang  string
	Title string
	Lines []string // beneath the title: to whom, from whom, of which day
	Parts []Part
	Mark  Mark
}

// Part is some rows under a head of their own.
type Part struct {
	Head string
	Rows []Row
}

// Row is one thing and its name. One without a name is a text of its own.
type Row struct{ Name, Text string }

// Mark says who printed it, when and what for. It is on every page.
type Mark struct {
	Who     string
	At      time.Time
	Purpose string
	Page    string // how a page is counted: "Page %d of %s"
}

func (m Mark) String() string {
	return m.Who + " · " + m.At.Format("2006-01-02 15:04") + " · " + m.Purpose
}

// Measures of a page, in millimetres and points.
const (
	margin     = 18.0
	foot       = 20.0
	nameWidth  = 52.0
	lineHeight = 5.4
	small      = 8.5
	normal     = 10.5
	large      = 16.0
	family     = "go"
	pages      = "{pages}"
)

// Write makes the PDF.
func Write(to io.Writer, s Sheet) error {
	pdf := fpdf.New("P", "mm", "A4", "")
	pdf.AddUTF8FontFromBytes(family, "", goregular.TTF)
	pdf.AddUTF8FontFromBytes(family, "B", gobold.TTF)
	pdf.SetMargins(margin, margin, margin)
	pdf.SetAutoPageBreak(true, foot)
	pdf.SetTitle("ALO 116", true)
	pdf.SetProducer("ALO 116", true)
	pdf.SetLang(s.Lang)
	pdf.AliasNbPages(pages)
	pdf.SetHeaderFuncMode(func() { across(pdf, s.Mark) }, true)
	pdf.SetFooterFunc(func() { beneath(pdf, s.Mark) })
	pdf.AddPage()
	head(pdf, s)
	for _, p := range s.Parts {
		part(pdf, p)
	}
	if err := pdf.Output(to); err != nil {
		return fmt.Errorf("make a PDF: %w", err)
	}
	return nil
}

// across writes the mark over a page, light enough to be read through.
func across(pdf *fpdf.Fpdf, m Mark) {
	width, height := pdf.GetPageSize()
	pdf.SetFont(family, "B", 15)
	pdf.SetTextColor(214, 214, 214)
	text := plain(m.String())
	for _, y := range []float64{height * 0.3, height * 0.55, height * 0.8} {
		pdf.TransformBegin()
		pdf.TransformRotate(35, width/2, y)
		pdf.Text((width-pdf.GetStringWidth(text))/2, y, text)
		pdf.TransformEnd()
	}
	pdf.SetTextColor(0, 0, 0)
	pdf.SetFont(family, "", normal)
}

// beneath writes the mark once more at a page's foot, and counts the pages.
func beneath(pdf *fpdf.Fpdf, m Mark) {
	left, _, _, _ := pdf.GetMargins()
	pdf.SetLeftMargin(margin) // also where a text of the right column goes over the page
	pdf.SetY(-foot + 6)
	pdf.SetFont(family, "", small)
	pdf.SetTextColor(90, 90, 90)
	pdf.MultiCell(0, 4, plain(m.String())+"\n"+fmt.Sprintf(m.Page, pdf.PageNo(), pages), "T", "L", false)
	pdf.SetLeftMargin(left)
	pdf.SetTextColor(0, 0, 0)
	pdf.SetFont(family, "", normal)
}

func head(pdf *fpdf.Fpdf, s Sheet) {
	pdf.SetFont(family, "B", large)
	pdf.MultiCell(0, 8, plain(s.Title), "", "L", false)
	pdf.SetFont(family, "", normal)
	for _, line := range s.Lines {
		pdf.MultiCell(0, lineHeight, plain(line), "", "L", false)
	}
}

func part(pdf *fpdf.Fpdf, p Part) {
	pdf.Ln(4)
	if p.Head != "" {
		pdf.SetFont(family, "B", normal+1)
		pdf.MultiCell(0, lineHeight+1.6, plain(p.Head), "B", "L", false)
		pdf.Ln(1)
	}
	for _, r := range p.Rows {
		row(pdf, r)
	}
}

// row writes a name and, beside it, its text. A row that begins too low for its first line begins on the next page.
func row(pdf *fpdf.Fpdf, r Row) {
	pdf.SetFont(family, "", normal)
	if r.Name == "" {
		pdf.MultiCell(0, lineHeight, plain(r.Text), "", "L", false)
		pdf.Ln(1)
		return
	}
	width, height := pdf.GetPageSize()
	if pdf.GetY()+2*lineHeight > height-foot {
		pdf.AddPage()
	}
	page, top := pdf.PageNo(), pdf.GetY()
	pdf.SetTextColor(90, 90, 90)
	pdf.MultiCell(nameWidth-3, lineHeight, plain(r.Name), "", "L", false)
	below := pdf.GetY()
	pdf.SetTextColor(0, 0, 0)
	pdf.SetPage(page)
	pdf.SetXY(margin+nameWidth, top)
	pdf.SetLeftMargin(margin + nameWidth)
	pdf.MultiCell(width-2*margin-nameWidth, lineHeight, plain(r.Text), "", "L", false)
	pdf.SetLeftMargin(margin)
	if pdf.PageNo() == page && pdf.GetY() < below {
		pdf.SetY(below)
	}
	pdf.SetX(margin)
	pdf.Ln(1)
}

// plain gives a text as the letters of the font can write it: what they lack is a blank box, and what would be a command is left out.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7f:
			return -1
		case r > 0xffff:
			return '□'
		}
		return r
	}, strings.ReplaceAll(text, pages, ""))
}
