package main

import (
	"io"
	"time"

	"github.com/rs/zerolog"
)

// logSettings say how the log is written. It carries ids, codes and durations: never a number, a name or a text.
type logSettings struct {
	Log      string `env:"ALO116_LOG" enum:"json,console" default:"json" help:"json for machines, console for people."`
	LogsTo   string `name:"logs-to" env:"ALO116_LOGS_TO" placeholder:"ADDRESS" help:"The other machine that this one's log is sent to (deploy/systemd has how), for the log's own sake: without one a start warns."`
	LogLevel string `name:"log-level" env:"ALO116_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"The least level that is written."`
}

// warnOfLogs says that nobody knows where the log goes, if nobody does: who breaks in here could remove what it tells of them.
func (s logSettings) warnOfLogs(log zerolog.Logger) {
	if s.LogsTo == "" {
		log.Warn().Msg("the log stays on this machine as far as is known: send it to another, as deploy/systemd does, and say where in ALO116_LOGS_TO")
		return
	}
	log.Info().Str("to", s.LogsTo).Msg("the log is sent on")
}

func (s logSettings) logger(out io.Writer) zerolog.Logger {
	if s.Log == "console" {
		out = zerolog.ConsoleWriter{Out: out, TimeFormat: time.TimeOnly, NoColor: true}
	}
	level, err := zerolog.ParseLevel(s.LogLevel)
	if err != nil {
		level = zerolog.InfoLevel // cannot be: kong knows the levels
	}
	return zerolog.New(out).Level(level).With().Timestamp().Logger()
}
