package store

import (
	"strings"

	"gorm.io/gorm"

	"vonal/crm"
)

// within narrows a query to what belongs to the people of the sight by any of
// the columns, which are ours: "deals.owner_id".
func within(q *gorm.DB, s crm.Sight, columns ...string) *gorm.DB {
	people := keysOf(s.People)
	switch {
	case s.All:
		return q
	case len(people) == 0:
		return q.Where("false")
	}
	rules := make([]string, len(columns))
	args := make([]any, len(columns))
	for i, c := range columns {
		rules[i], args[i] = c+" IN ?", people
	}
	return q.Where("("+strings.Join(rules, " OR ")+")", args...)
}

// cardsWithin narrows a query on cards to the sight: one sees the cards one
// owns, those on which a call one has answered stands, and those one is in a
// call with.
func cardsWithin(q *gorm.DB, s crm.Sight) *gorm.DB {
	if s.All {
		return q
	}
	var rules []string
	var args []any
	if people := keysOf(s.People); len(people) > 0 {
		rules = append(rules, "cards.owner_id IN ?",
			"EXISTS (SELECT FROM calls WHERE calls.card_id = cards.id AND calls.agent_id IN ?)")
		args = append(args, people, people)
	}
	var now []string
	for _, id := range s.Cards {
		if sound(id) {
			now = append(now, string(id))
		}
	}
	if len(now) > 0 {
		rules, args = append(rules, "cards.id IN ?"), append(args, now)
	}
	if len(rules) == 0 {
		return q.Where("false")
	}
	return q.Where("("+strings.Join(rules, " OR ")+")", args...)
}

// seesCard refuses as unknown a card that is not there or not for the viewer
// to see. What hangs on a card asks it first.
func seesCard(tx *gorm.DB, op string, v crm.Viewer, id crm.CardID) error {
	return reachesCard(tx, op, v, crm.SeeCards, id)
}

// reachesCard is seesCard under another permission: EditCards, say.
func reachesCard(tx *gorm.DB, op string, v crm.Viewer, p crm.Permission, id crm.CardID) error {
	if !sound(id) {
		return unknown(op)
	}
	return cardsWithin(tx.Select("cards.id"), v.Sight(p)).Where("cards.id = ? AND cards.merged_into IS NULL", id).Take(&cardRow{}).Error
}
