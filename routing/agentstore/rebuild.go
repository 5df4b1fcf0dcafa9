package agentstore

import (
	"context"
	"strings"

	"github.com/redis/go-redis/v9"

	"vonal/internal/fault"
	"vonal/routing"
)

// Rebuild replaces everything by these agents and open calls, and opens the
// store again. Waiting calls enter the line by their next Claim. Of several
// controllers only one rebuilds: where the store has been opened meanwhile,
// Rebuild changes nothing and is content.
func (s *Store) Rebuild(ctx context.Context, agents []routing.Agent, calls []routing.Call) error {
	const op = "agentstore.Rebuild"
	run, err := s.serverRun(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	args := make([]any, 0, 2+3*len(agents)+2*len(calls))
	args = append(args, run, len(agents))
	for _, a := range agents {
		args = append(args, escape(string(a.ID)), encode(a), freeFrom(a))
	}
	for _, c := range calls {
		text, err := encodeCall(c)
		if err != nil {
			return fault.Wrap(op, err)
		}
		args = append(args, escape(string(c.ID)), text)
	}
	_, err = s.run(ctx, op, rebuildScript, args...)
	return err
}

// Health is nil while Redis answers and remembers. It asks even while the other
// methods spare themselves the wait.
//
// It also finds out that the server has been started anew, or a replica has
// taken its place, since the last Rebuild. Either has lost the last changes,
// and a snapshot read from disk may be of yesterday: such a Redis is declared
// to have lost everything.
func (s *Store) Health(ctx context.Context) error {
	const op = "agentstore.Health"
	run, err := s.serverRun(ctx)
	if err != nil {
		return fault.Wrap(op, err)
	}
	var epoch string
	if err := s.ask(ctx, op, func(ctx context.Context) (err error) {
		epoch, err = s.client.Get(ctx, s.keys.epoch).Result()
		return err
	}); err != nil {
		return err
	}
	if epoch != "" && epoch != run {
		if _, err := s.run(ctx, op, closeScript, epoch); err != nil {
			return err
		}
		epoch = ""
	}
	if epoch == "" {
		return forgotten(op)
	}
	return nil
}

// serverRun names the present run of the server that keeps our keys.
func (s *Store) serverRun(ctx context.Context) (string, error) {
	const op = "agentstore.serverRun"
	var info string
	err := s.askAnyway(ctx, op, func(ctx context.Context) (err error) {
		var node interface {
			Info(context.Context, ...string) *redis.StringCmd
		} = s.client
		if cluster, ok := s.client.(*redis.ClusterClient); ok {
			if node, err = cluster.MasterForKey(ctx, s.keys.epoch); err != nil {
				return err
			}
		}
		info, err = node.Info(ctx, "server").Result()
		return err
	})
	if err != nil {
		return "", err
	}
	for line := range strings.Lines(info) {
		if run, ok := strings.CutPrefix(line, "run_id:"); ok {
			return strings.TrimSpace(run), nil
		}
	}
	return "", fault.New(fault.Internal, op, "Redis does not say its run_id")
}
