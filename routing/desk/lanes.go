package desk

import (
	"context"
	"fmt"
	"sync"

	"vonal/routing"
)

// lanes carry out the commands of one call. Commands about the same leg, the
// same agent or the caller (answered before connected, held before connected
// anew) keep their order; the others need not wait for each other, so that one
// slow answer of Asterisk holds up nothing else.
type lanes struct {
	box *mailbox

	mu     sync.Mutex
	queues map[string][]task
	open   int        // commands begun or waiting, the report left out
	quiet  *sync.Cond // told when open falls to 0
}

type task struct {
	call routing.Call
	cmd  routing.Command
}

const (
	callerLane = "caller"
	agentLane  = "agent"
	cardLane   = "card"
	reportLane = "report"
)

func newLanes(b *mailbox) *lanes {
	l := &lanes{box: b, queues: map[string][]task{}}
	l.quiet = sync.NewCond(&l.mu)
	return l
}

func laneOf(cmd routing.Command) string {
	switch c := cmd.(type) {
	case routing.Ring:
		return fmt.Sprint("leg ", c.Leg)
	case routing.Ask:
		return fmt.Sprint("leg ", c.Leg)
	case routing.Drop:
		return fmt.Sprint("leg ", c.Leg)
	case routing.FindAgent, routing.ClaimAgent, routing.Release, routing.KeepAgent, routing.MarkRinging, routing.MarkTalking, routing.StartWrapUp:
		return agentLane
	case routing.Identify:
		return cardLane
	case routing.Report:
		return reportLane
	default:
		return callerLane
	}
}

// add queues the command; it never blocks.
func (l *lanes) add(c routing.Call, cmd routing.Command) {
	name := laneOf(cmd)
	l.mu.Lock()
	defer l.mu.Unlock()
	idle := len(l.queues[name]) == 0
	l.queues[name] = append(l.queues[name], task{c, cmd})
	if name != reportLane {
		l.open++
	}
	if idle {
		l.box.desk.spawn(func(ctx context.Context) { l.drain(ctx, name) })
	}
}

// drain carries out what is in a lane, until it is empty.
func (l *lanes) drain(ctx context.Context, name string) {
	for {
		l.mu.Lock()
		t := l.queues[name][0]
		l.mu.Unlock()
		if ctx.Err() == nil {
			l.box.perform(ctx, t.call, t.cmd)
		}
		l.mu.Lock()
		l.queues[name] = l.queues[name][1:]
		if name != reportLane {
			l.open--
		}
		if l.open == 0 {
			l.quiet.Broadcast()
		}
		empty := len(l.queues[name]) == 0
		l.mu.Unlock()
		if empty {
			return
		}
	}
}

// settle waits until nothing but the report is left to do, or ctx ends.
func (l *lanes) settle(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.quiet.Broadcast()
	})
	defer stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.open > 0 && ctx.Err() == nil {
		l.quiet.Wait()
	}
}

// idle reports whether nothing is under way, a report neither.
func (l *lanes) idle() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open == 0 && len(l.queues[reportLane]) == 0
}
