package localstack

import (
	"context"
	"time"

	"vonal/internal/fault"
)

// bringUp starts a server on its port and waits until it answers. One that
// ends at once is tried again: somebody may have taken the port since we
// looked, or what a killed predecessor held is not free yet.
func (s *Stack) bringUp(ctx context.Context, part Part, is server,
	start func(server) (server, error), await func(context.Context) error) error {
	const op = "localstack.bringUp"
	for attempt := 1; ; attempt++ {
		if is.Port == 0 || !portFree(is.Port) {
			port, err := freePort()
			if err != nil {
				return err
			}
			is.Port = port
		}
		started, err := start(is)
		if err != nil {
			return fault.Wrap(op, err)
		}
		is = started
		if err := s.put(part, is); err != nil {
			return err
		}
		err = await(ctx)
		if err == nil || attempt == 5 || ctx.Err() != nil || is.alive() {
			return err
		}
		pause := time.NewTimer(200 * time.Millisecond)
		select {
		case <-ctx.Done():
			pause.Stop()
			return err
		case <-pause.C:
		}
	}
}
