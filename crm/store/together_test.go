package store_test

import (
	"context"
	"errors"
	"testing"

	"vonal/crm"
	"vonal/crm/store"
)

func TestWhatIsDoneTogetherIsThereWholeOrNotAtAllAndWaitsForNobodyBefore(t *testing.T) {
	s := must[*store.Store](t)(store.Open(store.Config{DSN: migrated(t), MaxConns: 1}))
	t.Cleanup(func() { s.Close() })
	broken := errors.New("broken")
	for _, c := range []struct {
		first, second string // extensions
		fails         error
		there         int
	}{{"101", "102", broken, 0}, {"101", "102", nil, 2}, {"103", "104", broken, 2}} {
		err := s.Together(t.Context(), func(ctx context.Context) error {
			// Somebody else has the only connection meanwhile.
			if err := s.Health(t.Context()); err != nil {
				return err
			}
			for _, extension := range []string{c.first, c.second} {
				if _, err := s.CreateAgent(ctx, crm.NewAgent{Name: "Agent " + extension, Extension: extension}); err != nil {
					return err
				}
			}
			return c.fails
		})
		list := must[crm.List[crm.Agent]](t)(s.ListAgents(t.Context(), crm.Page{}))
		if err != c.fails || //nolint:errorlint // what fails is answered as it is
			len(list.Items) != c.there {
			t.Errorf("%v: %d agents", err, len(list.Items))
		}
	}
	func() {
		defer func() { _ = recover() }()
		_ = s.Together(t.Context(), func(ctx context.Context) error {
			_, _ = s.CreateAgent(ctx, crm.NewAgent{Name: "Csaba", Extension: "103"})
			panic("broken")
		})
	}()
	if list := must[crm.List[crm.Agent]](t)(s.ListAgents(t.Context(), crm.Page{})); len(list.Items) != 2 {
		t.Errorf("after a panic there are %d agents", len(list.Items))
	}
}
