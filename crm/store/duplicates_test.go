package store_test

import (
	"testing"

	"vonal/crm"
	"vonal/crm/store"
)

func TestTheRareDuplicateAmongManyCardsIsFound(t *testing.T) {
	dsn := migrated(t)
	s := open(t, store.Config{DSN: dsn})
	twin := func() crm.CardID {
		return must[crm.Card](t)(s.CreateCard(t.Context(), head, crm.NewCard{Name: "Twin", AllowDuplicate: true})).ID
	}
	one := twin()
	_, err := connect(t, dsn).Exec(t.Context(), `INSERT INTO cards (id, name, kind, tier, created_at, updated_at)
		SELECT gen_random_uuid(), 'Alone ' || n, 'customer', 'normal', now(), now() FROM generate_series(1, 41000) n`)
	ok(t, err)
	other := twin()
	var found []crm.Pair
	pages := 0
	for page, more := (crm.Page{}), true; more; pages++ {
		list := must[crm.List[crm.Pair]](t)(s.Duplicates(t.Context(), head, page))
		found = append(found, list.Items...)
		page.Cursor, more = list.Next, list.Next != ""
	}
	if len(found) != 1 || found[0].One.Card != one || found[0].Other.Card != other || pages != 3 {
		t.Errorf("%+v on %d pages", found, pages)
	}
}
