package paperwork

import (
	"path"
	"strings"
	"unicode"
)

// Kind is what documents may be.
type Kind struct {
	Code string // and how their names end
	Mime string
	is   func(*Look) bool
}

// kinds lists them. What is text is looked at last, for everything else has its mark.
var kinds = []Kind{
	{"pdf", "application/pdf", func(l *Look) bool {
		return l.begins("%PDF-") && !l.found["/JavaScript"] && !l.found["/Launch"]
	}},
	{"png", "image/png", func(l *Look) bool { return l.begins("\x89PNG\r\n\x1a\n") }},
	{"jpg", "image/jpeg", func(l *Look) bool { return l.begins("\xff\xd8\xff") }},
	{"webp", "image/webp", func(l *Look) bool { return l.begins("RIFF") && l.at(8, "WEBP") }},
	{"odt", "application/vnd.oasis.opendocument.text", func(l *Look) bool {
		return l.begins("PK\x03\x04") && l.at(30, "mimetypeapplication/vnd.oasis.opendocument.text") && !l.at(77, "-") && !l.found["Basic/script-lc.xml"] && !l.found["Scripts/"]
	}},
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", func(l *Look) bool {
		return l.begins("PK\x03\x04") && l.found["[Content_Types].xml"] && l.found["word/document.xml"] && !l.found["word/vbaProject.bin"] &&
			!l.found["/vbaProject.bin"] && !l.found["word/activeX/"]
	}},
	{"wav", "audio/wav", func(l *Look) bool { return l.begins("RIFF") && l.at(8, "WAVE") }},
	{"mp3", "audio/mpeg", func(l *Look) bool {
		return l.begins("ID3") || l.begins("\xff\xfb") || l.begins("\xff\xf3") || l.begins("\xff\xf2")
	}},
	{"ogg", "audio/ogg", func(l *Look) bool { return l.begins("OggS") }},
	{"m4a", "audio/mp4", func(l *Look) bool { return l.at(4, "ftypM4A ") }},
	{"amr", "audio/amr", func(l *Look) bool { return l.begins("#!AMR") }},
	{"txt", "text/plain; charset=utf-8", (*Look).isText},
}

// Mime gives the media type of a kind; a stream of bytes if there is no such kind.
func Mime(code string) string {
	for _, k := range kinds {
		if k.Code == code {
			return k.Mime
		}
	}
	return "application/octet-stream"
}

// others are endings that are right for a kind, too.
var others = map[string]string{".jpeg": "jpg", ".jpe": "jpg", ".oga": "ogg", ".opus": "ogg", ".text": "txt", ".wave": "wav"}

// MostName is how many signs a name has at most.
const MostName = 120

// Name gives what a document of a kind is called: as its sender said, without a folder and what is no sign, and ending as it should.
func Name(said, kind string) string {
	said = path.Base(strings.ReplaceAll(strings.TrimSpace(said), `\`, "/"))
	said = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`"<>:|?*/`, r) {
			return -1
		}
		return r
	}, said)
	ending := strings.ToLower(path.Ext(said))
	base := strings.Trim(said, ". ")
	if ending == "."+kind || others[ending] == kind {
		base = strings.Trim(said[:len(said)-len(ending)], ". ")
	}
	signs := []rune(base)
	if base = strings.TrimSpace(string(signs[:min(len(signs), MostName)])); base == "" {
		base = "dokument"
	}
	return base + "." + kind
}
