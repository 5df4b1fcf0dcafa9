package api

import "sync"

// latest is a queue in which a newer item replaces the waiting one of the same
// key. It thus never holds more than there are agents and calls, however slow
// the reader is; putting never blocks. The order is that of the first put.
type latest[V any] struct {
	mu     sync.Mutex
	order  []string
	items  map[string]V
	filled chan struct{} // holds one signal while there is something
}

func newLatest[V any]() *latest[V] {
	return &latest[V]{items: map[string]V{}, filled: make(chan struct{}, 1)}
}

func (q *latest[V]) put(key string, v V) {
	q.mu.Lock()
	if _, waiting := q.items[key]; !waiting {
		q.order = append(q.order, key)
	}
	q.items[key] = v
	q.mu.Unlock()
	select {
	case q.filled <- struct{}{}:
	default:
	}
}

// take empties the queue.
func (q *latest[V]) take() []V {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := make([]V, len(q.order))
	for i, key := range q.order {
		all[i] = q.items[key]
	}
	q.order = nil
	clear(q.items)
	return all
}
