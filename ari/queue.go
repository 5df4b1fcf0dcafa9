package ari

import (
	"context"
	"sync"
)

// queue holds the events between the socket and the consumer. It grows up to
// a limit, so that the socket's reader never waits for the consumer.
type queue struct {
	limit int
	mu    sync.Mutex
	items []Event
	added chan struct{} // has a token when items may not be empty
	taken chan struct{} // has a token when an item has been taken
}

func newQueue(limit int) *queue {
	return &queue{limit: limit, added: make(chan struct{}, 1), taken: make(chan struct{}, 1)}
}

// push appends in order and reports whether there was room. Nothing is
// appended if not all of events fit.
func (q *queue) push(events ...Event) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items)+len(events) > q.limit {
		return false
	}
	q.items = append(q.items, events...)
	signal(q.added)
	return true
}

// tell appends an event of our own, for which there is always room.
func (q *queue) tell(event Event) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, event)
	signal(q.added)
}

func (q *queue) len() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.items)
}

// pump hands the events to out, one by one, until ctx ends.
func (q *queue) pump(ctx context.Context, out chan<- Event) {
	for {
		for _, event := range q.take() {
			select {
			case out <- event:
				q.shift()
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-q.added:
		case <-ctx.Done():
			return
		}
	}
}

// take returns what is there now; the items stay counted until shifted.
func (q *queue) take() []Event {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.items[:len(q.items):len(q.items)]
}

func (q *queue) shift() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items[0] = nil
	q.items = q.items[1:]
	signal(q.taken)
}

// waitBelow waits until fewer than n events are queued.
func (q *queue) waitBelow(ctx context.Context, n int) error {
	for q.len() >= n {
		select {
		case <-q.taken:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
