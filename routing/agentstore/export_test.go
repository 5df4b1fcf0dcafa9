package agentstore

import "context"

// Close declares everything lost, if epoch is the present one.
func (s *Store) Close(ctx context.Context, epoch string) error {
	_, err := s.run(ctx, "agentstore.Close", closeScript, epoch)
	return err
}
