package crm

import "time"

// EntryKind is what a line of a card's timeline tells.
type EntryKind string

// The kinds of entries.
const (
	EntryOpened  EntryKind = "opened"  // the card was made, by a call or by hand
	EntryCall    EntryKind = "call"    // a call ended
	EntryOutcome EntryKind = "outcome" // somebody recorded what came of a call
	EntryChanged EntryKind = "changed" // somebody changed the card
)

// Entry is one line of a card's timeline. Lines are only ever added.
type Entry struct {
	ID      EntryID
	Card    CardID
	At      time.Time
	Kind    EntryKind
	By      UserID // "" when nobody's hand was in it
	ByName  string
	CallID  CallID
	Changes []FieldChange // of EntryChanged, EntryDealChanged and EntryFileChanged
	Outcome Outcome       // of EntryOutcome
	Deal    *DealLine     // of the entries about deals
	Note    *NoteLine     // of EntryNote
	Task    *TaskLine     // of the entries about tasks
	Merge   *MergeLine    // of EntryMerged and EntryUnmerged
	Call    *Call         // of EntryCall, as the call stands now
	File    *FileMention  // of the kinds that tell of files
}

// FieldChange is one member of a card before and after.
type FieldChange struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Changes is what an ended call brings to its card. Card is the card as it must
// stand afterwards.
type Changes struct {
	Card      Card
	Entries   []Entry
	Recording *Recording // nil if nothing was recorded
}

// CloseCall decides what an ended call changes on its card. opened says that the card
// was made for this call.
func CloseCall(card Card, opened bool, in Interaction) Changes {
	ch := Changes{Card: card}
	if opened {
		ch.Entries = append(ch.Entries, Entry{Card: card.ID, At: in.StartedAt, Kind: EntryOpened, CallID: in.ID})
	}
	ch.Entries = append(ch.Entries, Entry{Card: card.ID, At: in.StartedAt, Kind: EntryCall, CallID: in.ID})
	if card.Name == "" {
		ch.Card.Name = CleanName(in.FromName)
	}
	if in.RecordingName != "" {
		ch.Recording = &Recording{Call: in.ID, Name: in.RecordingName, State: Pending}
	}
	return ch
}
