package crm

// Hit is something that a search found.
type Hit struct {
	Kind    string // card, deal, note
	ID      string
	Card    CardID
	Title   string
	Snippet string // plain text around what was found; "" where the title says it
}
