package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// asteriskFolder says where Asterisk's own configuration is, for who checks it.
type asteriskFolder struct {
	AsteriskConfig string `name:"asterisk-config" env:"ALO116_ASTERISK_CONFIG" default:"/etc/asterisk" placeholder:"DIR" help:"Folder of Asterisk's configuration, in which nothing may be left to fill in (${default})."`
}

// errNotLooked says that nobody looked whether Asterisk's configuration is filled in, which may be right: it may be another machine's.
var errNotLooked = errors.New("nobody looked whether Asterisk's configuration is filled in")

// toFill is a word that is shipped in place of what only the house knows.
var toFill = regexp.MustCompile(`@[A-Z][A-Z_]*@`)

// fillWith tells what belongs in a place, and what does not work while it is not filled; of any other the README of the units tells.
var fillWith = map[string]string{
	"@AGENCY@":    "the way by which agencies of the directory are called, such as PJSIP/${EXTEN}@trunk, or nothing if none are: until then each such call fails",
	"@CALLBACK@":  "the way by which callers are called back, such as PJSIP/${EXTEN}@trunk, or nothing if none are: until then each such call fails",
	"@EMERGENCY@": "what is dialled for 112, such as PJSIP/112@trunk: until then a child in danger has no police",
	"@DUTY@":      "what rings while the service is away, such as PJSIP/duty: until then such callers reach nobody",
}

// check tells which files have places that are not filled in, and what with.
func (f asteriskFolder) check(context.Context) error {
	if _, err := os.Stat(f.AsteriskConfig); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: there is no %s here; run this where Asterisk runs, or name its folder by --asterisk-config or ALO116_ASTERISK_CONFIG", errNotLooked, f.AsteriskConfig)
	}
	var left []string
	err := filepath.WalkDir(f.AsteriskConfig, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) != ".conf" {
			return err
		}
		text, err := os.ReadFile(path)
		for _, place := range places(string(text)) {
			left = append(left, fmt.Sprintf("in %s put %s in the place of %s", path, contentOf(place), place))
		}
		return err
	})
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("Asterisk's configuration may not be read (%w): run this as root", err)
	}
	if err == nil && len(left) > 0 {
		err = errors.New(strings.Join(left, "; ") + "; then 'asterisk -rx \"core reload\"'")
	}
	return err
}

func contentOf(place string) string {
	if known := fillWith[place]; known != "" {
		return known
	}
	return "what deploy/systemd/README.md says"
}

// places lists what is to be filled in outside of comments, each once.
func places(text string) (all []string) {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, ";")
		all = append(all, toFill.FindAllString(line, -1)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
