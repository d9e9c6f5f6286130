package main

import (
	"io"
	"time"

	"github.com/rs/zerolog"
)

// logSettings say how the log is written. It carries ids, codes and durations: never a number, a name or a text.
type logSettings struct {
	Log      string `env:"ALO116_LOG" enum:"json,console" default:"json" help:"json for machines, console for people."`
	LogLevel string `name:"log-level" env:"ALO116_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"The least level that is written."`
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
