package models

import "time"

// Upload is files that were sent for a feed, or to have a package drafted of
// them, and are kept as they came until they are accepted, discarded or expire.
type Upload struct {
	ID       string
	Feed     Feed
	Draft    *Draft // where the files are of no feed yet; nil before it is there
	Files    []UploadedFile
	State    UploadState
	Doing    string // what is being done just now, and with how many rows
	Rows     int64
	Receipts []Receipt // of the dry run, then of what was taken, even where it failed
	Asides   []Aside   // rows that would be set aside
	Failure  error
	Expires  time.Time
}

// UploadedFile is one file of an upload.
type UploadedFile struct {
	Name  string // as the sender knows it
	As    string // the name in SQL
	Path  string
	Bytes int64
}

// UploadState says how far an upload is.
type UploadState string

// The states of an upload.
const (
	UploadDrafting UploadState = "drafting" // a package of it is being drafted
	UploadDrafted  UploadState = "drafted"  // its draft waits to be checked
	UploadChecking UploadState = "checking" // its dry run is on its way
	UploadChecked  UploadState = "checked"  // it waits to be accepted or discarded
	UploadTaking   UploadState = "taking"
	UploadTaken    UploadState = "taken"
	UploadFailed   UploadState = "failed" // through no fault of the data
)

// Busy reports whether something is being done with the upload.
func (u Upload) Busy() bool {
	return u.State == UploadDrafting || u.State == UploadChecking || u.State == UploadTaking
}
