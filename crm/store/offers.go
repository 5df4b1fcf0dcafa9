package store

import (
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"vonal/crm"
)

type offerRow struct {
	CallID    crm.CallID
	Place     int
	AgentID   crm.AgentID
	OfferedAt time.Time
	RingingAt *time.Time
	EndedAt   *time.Time
	Result    crm.OfferResult
	Because   string

	HandedOverAt *time.Time
}

func (offerRow) TableName() string { return "offers" }

func (r offerRow) offer() (crm.Offer, error) {
	o := crm.Offer{Agent: r.AgentID, OfferedAt: r.OfferedAt.UTC(), RingingAt: utc(r.RingingAt), EndedAt: utc(r.EndedAt), Result: r.Result, HandedOverAt: utc(r.HandedOverAt)}
	err := json.Unmarshal([]byte(r.Because), &o.Because)
	return o, err
}

// offersOf are the offers of calls, in the order in which they were made.
func offersOf(tx *gorm.DB, calls []string) (map[crm.CallID][]crm.Offer, error) {
	all := map[crm.CallID][]crm.Offer{}
	if len(calls) == 0 {
		return all, nil
	}
	var rows []offerRow
	if err := tx.Where("call_id IN ?", calls).Order("call_id, place").Find(&rows).Error; err != nil {
		return nil, err
	}
	for _, r := range rows {
		o, err := r.offer()
		if err != nil {
			return nil, err
		}
		all[r.CallID] = append(all[r.CallID], o)
	}
	return all, nil
}
