package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"vonal/crm"
	"vonal/crm/courier"
)

// ListQueues is how it stands with what is to be sent, by channel.
func (j jobs) ListQueues(ctx context.Context) ([]crm.Queue, error) {
	all, err := j.courier.Queues(ctx)
	if err != nil {
		return nil, err
	}
	over, err := j.store.CountGivenUp(ctx)
	for i := range all {
		all[i].GivenUp = over[all[i].Channel]
	}
	return all, err
}

// PauseQueue keeps all controllers from sending by a channel, or lets them again.
func (j jobs) PauseQueue(ctx context.Context, name string, paused bool) error {
	return j.courier.Pause(ctx, crm.Channel(name), paused)
}

// errandsCounted has what comes of errands counted.
func (p *program) errandsCounted(carry map[crm.Channel]courier.Carry) map[crm.Channel]courier.Carry {
	tries := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "vonal_sent_total", Help: "Attempts to send something, by channel and by what came of them."}, []string{"channel", "result"})
	p.registry.MustRegister(tries, &queueGauges{queues: jobs{p}.ListQueues})
	for channel, do := range carry {
		carry[channel] = func(ctx context.Context, t courier.Try) error {
			err := do(ctx, t)
			tries.WithLabelValues(string(channel), courier.ResultOf(err)).Inc()
			return err
		}
	}
	return carry
}

// queueGauges tells Prometheus how it stands with each queue, when it asks.
type queueGauges struct {
	queues func(context.Context) ([]crm.Queue, error)
}

var (
	queuedDesc = prometheus.NewDesc("vonal_queued", "Things to be sent, by channel and state.", []string{"channel", "state"}, nil)
	oldestDesc = prometheus.NewDesc("vonal_queue_oldest_timestamp_seconds", "Since when the oldest thing waits that should have been sent.", []string{"channel"}, nil)
)

// Describe names the figures.
func (g *queueGauges) Describe(out chan<- *prometheus.Desc) {
	out <- queuedDesc
	out <- oldestDesc
}

// Collect reads them; there are none while the database is away.
func (g *queueGauges) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	all, err := g.queues(ctx)
	if err != nil {
		return
	}
	for _, q := range all {
		for state, n := range map[string]int{"waiting": q.Waiting, "planned": q.Planned, "running": q.Running, "retrying": q.Retrying, "given_up": q.GivenUp} {
			out <- prometheus.MustNewConstMetric(queuedDesc, prometheus.GaugeValue, float64(n), string(q.Channel), state)
		}
		if !q.Oldest.IsZero() {
			out <- prometheus.MustNewConstMetric(oldestDesc, prometheus.GaugeValue, float64(q.Oldest.Unix()), string(q.Channel))
		}
	}
}
