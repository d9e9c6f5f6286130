package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"alo116/agent/form"
	"alo116/sql/casework"
)

// commandLine is everything a person can type.
type commandLine struct {
	Serve      serveCommand      `cmd:"" help:"Run the helpline: answer calls, serve the screens."`
	Migrate    migrateCommand    `cmd:"" help:"Bring the database to this version's shape."`
	Rewrite    rewriteCommand    `cmd:"" help:"Rid the database's files of what was let go, as its owner."`
	User       userCommand       `cmd:"" help:"Add, list and change the people who may sign in."`
	Keys       keysCommand       `cmd:"" help:"Make and change the secret keys that protect numbers and notes."`
	Audit      auditCommand      `cmd:"" help:"Prove that nobody changed what was written about who did what."`
	Retention  retentionCommand  `cmd:"" help:"Show what has had its time, and let it go."`
	Subject    subjectCommand    `cmd:"" help:"Tell somebody what is kept about them, or forget them."`
	Processing processingCommand `cmd:"" help:"Print the record of processing activities, from the schema as it is."`
	Asterisk   asteriskCommand   `cmd:"" help:"Look after what Asterisk and the service prove to each other."`
	Doctor     doctorCommand     `cmd:"" help:"Check every part this service needs, and say what to do."`
	Simulate   simulateCommand   `cmd:"" help:"Play a day's calls through the very same queue, and print what would happen."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
}

const description = `The national child helpline's call service: it drives Asterisk, queues callers by skill,
and shows them to counsellors. Every setting is a flag or an environment variable ALO116_….`

// run carries out one command line and gives the exit code: 0 well, 1 failed, 2 wrongly typed.
func run(ctx context.Context, args []string, term stdio) (code int) {
	var line commandLine
	defer func() { // kong ends --help by calling Exit; turn that back into a return
		switch done := recover().(type) {
		case nil:
		case exit:
			code = int(done)
		default:
			panic(done)
		}
	}()
	parser := kong.Must(&line, kong.Name("alo116"), kong.Description(description),
		kong.Writers(term.out, term.err), kong.Vars{"form": form.Latest, "casecode": casework.Prefix}, kong.Exit(func(c int) { panic(exit(c)) }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(term))
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(twoDashes(args))
	if err != nil {
		fmt.Fprintf(term.err, "alo116: %s Type 'alo116 --help' for what there is.\n", sentence(err))
		return 2
	}
	if err := chosen.Run(); err != nil {
		fmt.Fprintf(term.err, "alo116: %s\n", oneLine(err))
		return 1
	}
	return 0
}

// sentence ends what is said, unless it is a question already.
func sentence(err error) string {
	said := err.Error()
	if strings.HasSuffix(said, "?") {
		return said
	}
	return said + "."
}

// oneLine makes one line of an error of many, which repeat themselves (each address of a database that was tried).
func oneLine(err error) string {
	var lines []string
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

// twoDashes lets a long flag be typed with one dash: -replay is --replay.
func twoDashes(args []string) []string {
	full := slices.Clone(args)
	for i, arg := range full {
		if len(arg) > 2 && arg[0] == '-' && arg[1] >= 'a' && arg[1] <= 'z' {
			full[i] = "-" + arg
		}
	}
	return full
}

type exit int
