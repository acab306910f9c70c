package models

import "errors"

// ErrorKind says whose turn it is. cmd/athar turns it into an exit status and
// an HTTP status in one table.
type ErrorKind int

// The kinds of error a person can act on.
const (
	Invalid     ErrorKind = iota + 1 // the question or the declaration is wrong
	NotFound                         // no such measure, dimension, feed, batch …
	Unusable                         // nothing of the data could be taken
	Conflict                         // contradicts what is already there
	Refused                          // not allowed, here or at all
	TooLarge                         // over a limit that is stated
	TimedOut                         // stopped at its time limit
	Busy                             // another process owns the workspace, or it is stopping
	Unfinished                       // not ready yet: ask again
	Unsupported                      // a media type or encoding we do not read
	NoSpace                          // the disk is full
)

// Error is a failure with a plain sentence for the person who can mend it.
// The sentence never quotes a value from the data.
type Error struct {
	Kind    ErrorKind
	Message string // English
	Ar      string // Arabic; may be empty
	Cause   error  // for the log
}

func (e *Error) Error() string {
	if e.Cause != nil {
		return e.Message + " (" + e.Cause.Error() + ")"
	}
	return e.Message
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Text is the sentence in both languages.
func (e *Error) Text() Text { return Text{En: e.Message, Ar: e.Ar} }

// KindOf returns the kind of the first models.Error in the chain, or 0.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return 0
}
