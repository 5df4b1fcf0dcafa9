package crm

import (
	"time"

	"vonal/internal/fault"
)

// FileID names a file, VersionID one of its versions: what was uploaded at one
// time.
type (
	FileID    string
	VersionID string
)

// FileKind is what a file is for.
type FileKind string

// The kinds of files.
const (
	FileOffer    FileKind = "offer"
	FileContract FileKind = "contract"
	FileInvoice  FileKind = "invoice"
	FileOther    FileKind = "other"
)

// FileState is whether a version was looked at for viruses, and what was found.
type FileState string

// The states of a version.
const (
	FileUnchecked FileState = "unchecked" // came while nothing checked: handed out as long as nothing does
	FilePending   FileState = "pending"   // will be checked, and is held until then
	FileClean     FileState = "clean"     //
	FileInfected  FileState = "infected"  // is never handed out
	FileFailed    FileState = "failed"    // could not be checked, and stays held
)

// ThumbnailState is how far the small picture of a version has come.
type ThumbnailState string

// The states of a thumbnail.
const (
	ThumbnailNone    ThumbnailState = "none" // there is nothing to see
	ThumbnailPending ThumbnailState = "pending"
	ThumbnailReady   ThumbnailState = "ready"
	ThumbnailFailed  ThumbnailState = "failed" // the picture cannot be read, or is too large to be
)

// Folder is what a file lies with: a customer's card, and one of its deals or
// tasks; or a task that is about no customer.
type Folder struct {
	Card CardID
	Deal DealID
	Task TaskID
}

// File is a document in all its versions. The newest is what it is now; none is
// ever changed.
type File struct {
	ID FileID
	Folder
	CardOwner AgentID
	Kind      FileKind
	Title     string
	Archived  bool // out of the way, but not gone
	CreatedBy UserID
	CreatedAt time.Time
	UpdatedAt time.Time
	DeletedAt time.Time // zero while it is there
	Version   int64     // of the row; Current counts what was uploaded
	Current   FileVersion
	Versions  []FileVersion // newest first; of one file only, not in lists
}

// DeletableBy reports whether the viewer may delete and restore the file: where
// their permission does not reach all, one they made, or of a card of theirs.
func (f File) DeletableBy(v Viewer) bool {
	return v.Sight(DeleteFiles).Sees(PersonID(f.CreatedBy), PersonID(f.CardOwner))
}

// FileVersion is one upload.
type FileVersion struct {
	ID        VersionID
	Number    int // from 1, without gaps
	Name      string
	Type      string // by its content
	Size      int64
	SHA256    []byte
	State     FileState
	Threat    string // what was found in it, or why it could not be checked
	Thumbnail ThumbnailState
	MadeBy    UserID
	ByName    string
	MadeAt    time.Time
}

// Held says why a version is not handed out, nil if it is. checking reports
// whether files are checked for viruses here.
func (v FileVersion) Held(checking bool) error {
	const op = "crm.Held"
	switch {
	case v.State == FileInfected:
		return fault.New(fault.Forbidden, op, "%w: %s", ErrInfected, v.Threat)
	case v.State == FileClean || v.State == FileUnchecked && !checking:
		return nil
	case v.State == FileFailed:
		return fault.New(fault.Conflict, op, "the file could not be checked for viruses and is held: %s", v.Threat)
	}
	return fault.New(fault.Conflict, op, "the file is held until it is checked for viruses")
}

// Upload is what was uploaded, looked at and put away under the id.
type Upload struct {
	ID     VersionID
	Name   string
	Type   string
	Size   int64
	SHA256 []byte
	Check  bool // it must be checked before it is handed out
}

// Version is the upload as a version nobody has looked at.
func (u Upload) Version() FileVersion {
	v := FileVersion{ID: u.ID, Name: u.Name, Type: u.Type, Size: u.Size, SHA256: u.SHA256, State: FileUnchecked, Thumbnail: ThumbnailNone}
	if u.Check {
		v.State = FilePending
	}
	if Picture(u.Type) {
		v.Thumbnail = ThumbnailPending
	}
	return v
}

// NewFile is what is said of a file when it is made.
type NewFile struct {
	Folder
	Kind  FileKind // FileOther if empty
	Title string   // the name of the upload if empty
}

// Checked is the file with its text cleaned and what was left out filled in, or
// a fault that names the member that cannot be.
func (f NewFile) Checked(name string) (NewFile, error) {
	if f.Kind == "" {
		f.Kind = FileOther
	}
	if f.Title = CleanName(f.Title); f.Title == "" {
		f.Title = CleanName(name)
	}
	return f, checkFileKind(f.Kind)
}

// FileChange holds what to change; nil leaves a member as it is.
type FileChange struct {
	Kind     *FileKind
	Title    *string
	Archived *bool
	Version  int64 // the version that was seen; 0 to overwrite whatever stands there
}

// Apply is the file after the change and what of it is different, or a fault
// that names the member.
func (ch FileChange) Apply(f File) (File, []FieldChange, error) {
	const op = "crm.FileChange"
	was := f
	if ch.Title != nil {
		if f.Title = CleanName(*ch.Title); f.Title == "" {
			return f, nil, missing(op, "title")
		}
	}
	if ch.Kind != nil {
		if err := checkFileKind(*ch.Kind); err != nil {
			return f, nil, err
		}
		f.Kind = *ch.Kind
	}
	if ch.Archived != nil {
		f.Archived = *ch.Archived
	}
	var diff []FieldChange
	for _, d := range []FieldChange{
		{"title", was.Title, f.Title},
		{"kind", string(was.Kind), string(f.Kind)},
		{"archived", yes(was.Archived), yes(f.Archived)},
	} {
		if d.From != d.To {
			diff = append(diff, d)
		}
	}
	return f, diff, nil
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// FileFilter says which files of a card; what is empty does not narrow.
type FileFilter struct {
	Kind     FileKind
	Archived bool // those out of the way instead of the others
	Deleted  bool // those deleted and not yet purged instead of the others
}

// RestoreWithin is how long a deleted file can be had back; then it is purged.
const RestoreWithin = 30 * 24 * time.Hour

func checkFileKind(k FileKind) error {
	switch k {
	case FileOffer, FileContract, FileInvoice, FileOther:
		return nil
	}
	return fault.New(fault.Invalid, "crm.FileKind", "there is no kind of file %q", clip(string(k))).At("kind")
}

// Key is the name of a version's content, ThumbnailKey that of its thumbnail,
// where contents are kept.
func (id VersionID) Key() string { return string(id) }

// ThumbnailKey is what Key is, for the thumbnail.
func (id VersionID) ThumbnailKey() string { return string(id) + ".thumbnail" }
