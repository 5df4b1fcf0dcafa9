package crm

// The kinds of entries about deals and notes.
const (
	EntryNote         EntryKind = "note"          // somebody wrote something
	EntryDealMade     EntryKind = "deal_made"     //
	EntryDealMoved    EntryKind = "deal_moved"    // into another stage, or back by undo
	EntryDealChanged  EntryKind = "deal_changed"  // its title, amount, owner, …
	EntryDealRemoved  EntryKind = "deal_removed"  //
	EntryDealRestored EntryKind = "deal_restored" //
)

// The kinds of entries about cards that were joined.
const (
	EntryMerged   EntryKind = "merged"   // another card was merged into this one
	EntryUnmerged EntryKind = "unmerged" // and taken apart again
)

// MergeLine is what a line of a timeline tells of a merge.
type MergeLine struct {
	ID   MergeID `json:"id"`
	Card CardID  `json:"card_id"`
	Name string  `json:"name"`
}

// DealLine is what a line of a timeline tells of a deal.
type DealLine struct {
	ID       DealID `json:"id"`
	Title    string `json:"title"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	From     string `json:"from,omitempty"` // stages
	To       string `json:"to,omitempty"`
	How      How    `json:"how,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Move     MoveID `json:"move_id,omitempty"`
}

// NoteLine is a note on a timeline, with what its hashtags did.
type NoteLine struct {
	ID      NoteID      `json:"id"`
	Text    string      `json:"text"`
	Effects []TagEffect `json:"effects,omitempty"`
}
