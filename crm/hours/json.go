package hours

import (
	"encoding/json"
	"time"

	"vonal/internal/fault"
)

// hoursJSON is how hours are kept and sent: days of the week by their number,
// Sunday 0; dates as ISO 8601 has them.
type hoursJSON struct {
	Zone  string                  `json:"zone"`
	Week  map[time.Weekday][]Span `json:"week"`
	Dates map[string][]Span       `json:"dates"`
}

// MarshalJSON writes hours as they are kept.
func (h Hours) MarshalJSON() ([]byte, error) {
	out := hoursJSON{Zone: h.Zone, Week: map[time.Weekday][]Span{}, Dates: map[string][]Span{}}
	for day, spans := range h.Week {
		out.Week[day] = some(spans)
	}
	for date, spans := range h.Dates {
		out.Dates[date.String()] = some(spans)
	}
	return json.Marshal(out)
}

// some makes no spans an empty list.
func some(spans []Span) []Span { return append([]Span{}, spans...) }

// UnmarshalJSON reads them back, Checked.
func (h *Hours) UnmarshalJSON(text []byte) error {
	var in hoursJSON
	if err := json.Unmarshal(text, &in); err != nil {
		return fault.New(fault.Invalid, "hours", "these are no opening hours: %w", err)
	}
	got := Hours{Zone: in.Zone, Week: in.Week}
	for day := range in.Week {
		if day < time.Sunday || day > time.Saturday {
			return fault.New(fault.Invalid, "hours", "a week has the days 0 (Sunday) to 6").At("week")
		}
	}
	for text, spans := range in.Dates {
		date, err := ParseDate(text)
		if err != nil {
			return err
		}
		if got.Dates == nil {
			got.Dates = map[Date][]Span{}
		}
		got.Dates[date] = spans
	}
	checked, err := got.Checked()
	if err != nil {
		return err
	}
	*h = checked
	return nil
}
