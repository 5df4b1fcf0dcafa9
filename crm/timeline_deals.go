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
