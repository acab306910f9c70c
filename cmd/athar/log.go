package main

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"

	"github.com/labstack/echo/v4"
	"golang.org/x/term"
)

// newLog writes what somebody on call reads: text on a terminal, else one JSON
// object a line. No line holds a value from the data, an address somebody asked
// or a header somebody sent.
func newLog(out io.Writer, form string) (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: logLevel(), ReplaceAttr: scrubbed}
	if form == "" {
		form = "json"
		if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			form = "text"
		}
	}
	switch form {
	case "text":
		return slog.New(slog.NewTextHandler(out, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(out, options)), nil
	}
	return nil, usageError{errors.New("--log is text or json")}
}

// logLevel is quiet unless ATHAR_LOG asks for more: a command's own words are
// what people read.
func logLevel() slog.Level {
	var level slog.Level
	if level.UnmarshalText([]byte(os.Getenv("ATHAR_LOG"))) != nil {
		return slog.LevelWarn
	}
	return level
}

// requestID is the header by which a request is found in the log.
const requestID = "X-Request-Id"

// numbered gives every request an id of ours; one that a sender brings is not
// used, as it could be anything.
func numbered(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header()[requestID] = []string{hex.EncodeToString(binary.BigEndian.AppendUint64(nil, rand.Uint64()))}
		return next(c)
	}
}

// idOf is the id of a request.
func idOf(c echo.Context) string { return c.Response().Header().Get(requestID) }
