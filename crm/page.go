package crm

// MaxPage is the most items of one answer, DefaultPage what is given unasked.
const (
	MaxPage     = 200
	DefaultPage = 50
)

// Page asks for a part of a list: what comes after Cursor, which is a List's
// Next as it was given. Limit is cut to MaxPage.
type Page struct {
	Cursor string
	Limit  int
}

// Size is how many items the page holds at most.
func (p Page) Size() int {
	switch {
	case p.Limit <= 0:
		return DefaultPage
	case p.Limit > MaxPage:
		return MaxPage
	}
	return p.Limit
}

// List is a part of a list; Next is "" at its end.
type List[T any] struct {
	Items []T
	Next  string
}
