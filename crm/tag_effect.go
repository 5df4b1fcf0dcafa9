package crm

import "time"

// TagResult is what came of a hashtag.
type TagResult string

// The results of a hashtag.
const (
	TagMoved     TagResult = "moved"     // the deal stands in another stage
	TagMade      TagResult = "made"      // there was no open deal, and one was made
	TagThere     TagResult = "there"     // the deal stood there already
	TagAmbiguous TagResult = "ambiguous" // several deals are open: somebody must choose
	TagRefused   TagResult = "refused"   // the stage needs something, see Detail
	TagNoDeal    TagResult = "no_deal"   // there is no open deal that could be closed
	TagForbidden TagResult = "forbidden" // the deal is not for the writer to move
)

// TagEffect is what a hashtag did, as it is said back at once.
type TagEffect struct {
	Tag     string    `json:"tag"`
	Result  TagResult `json:"result"`
	Deal    DealID    `json:"deal_id,omitempty"`
	Title   string    `json:"title,omitempty"`
	Move    MoveID    `json:"move_id,omitempty"` // what undoes it
	From    string    `json:"from,omitempty"`    // stages
	To      string    `json:"to,omitempty"`
	Needs   string    `json:"needs,omitempty"`      // the member that a refusal asks for
	Choices []DealID  `json:"candidates,omitempty"` // of an ambiguous one
}

// TagAim is what a hashtag wants of a customer's deals.
type TagAim struct {
	Stage Stage
	// Reason is what the writer put behind the tag.
	Reason string
	// MovesOnly begins no deal where there is none.
	MovesOnly bool
}

// Decide says which of the customer's deals in the tag's pipeline the tag
// speaks of: the only open one. Without an open one a tag of an open stage
// begins a deal, and one that would close a deal has nothing to close. With
// several nothing is guessed.
func (a TagAim) Decide(open []Deal) (deal Deal, result TagResult) {
	switch {
	case len(open) > 1:
		return Deal{}, TagAmbiguous
	case len(open) == 1 && open[0].Stage == a.Stage.Key:
		return open[0], TagThere
	case len(open) == 1:
		return open[0], TagMoved
	case a.Stage.Kind == StageOpen && !a.MovesOnly:
		return Deal{}, TagMade
	}
	return Deal{}, TagNoDeal
}

// Note is what somebody wrote about a customer.
type Note struct {
	ID      NoteID
	Card    CardID
	Text    string
	By      UserID
	ByName  string
	At      time.Time
	Effects []TagEffect
}

// Hashtag is one alias and what it means.
type Hashtag struct {
	Tag      string // as it is shown
	Folded   string // as it is compared
	Pipeline string // keys; "" where the tag only marks
	Stage    string
}
