package crm

// What a timeline tells of files.
const (
	EntryFileAdded    EntryKind = "file_added"    // a version was uploaded
	EntryFileChanged  EntryKind = "file_changed"  // its title or kind is another
	EntryFileRemoved  EntryKind = "file_removed"  //
	EntryFileRestored EntryKind = "file_restored" //
	EntryFileInfected EntryKind = "file_infected" // a virus was found in a version
)

// FileMention is what an entry says of a file, as it was then.
type FileMention struct {
	ID     FileID   `json:"id"`
	Title  string   `json:"title"`
	Kind   FileKind `json:"kind"`
	Number int      `json:"number"` // of the version
	Threat string   `json:"threat,omitempty"`
}

// Mention is the file as an entry speaks of it.
func (f File) Mention() *FileMention {
	return &FileMention{ID: f.ID, Title: f.Title, Kind: f.Kind, Number: f.Current.Number}
}
