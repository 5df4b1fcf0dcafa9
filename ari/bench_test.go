package ari_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"vonal/ari"
	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

// BenchmarkRequests compares the transports on a real Asterisk: a bridge made
// and deleted, one after the other and 32 at once. The figures are those of
// single requests.
//
//	go test ./ari -run '^$' -bench Requests -benchtime 5s
func BenchmarkRequests(b *testing.B) {
	stack := testenv.Stack(b, func(o *localstack.Options) { o.Parts = []localstack.Part{localstack.Asterisk} })
	at := stack.ARI()
	for _, transport := range []ari.Transport{ari.HTTPPool, ari.Websocket} {
		for _, sockets := range []int{1, 2, 4} {
			if transport == ari.HTTPPool && sockets > 1 {
				continue
			}
			for _, callers := range []int{1, 32} {
				b.Run(fmt.Sprintf("%s%d/%d", transport, sockets, callers), func(b *testing.B) {
					c, err := ari.New(ari.Options{
						Application: "vonal-bench", URL: at.URL, Username: at.User, Password: at.Password,
						Transport: transport, CommandSockets: sockets, RequestTimeout: 10 * time.Second,
					})
					if err != nil {
						b.Fatal(err)
					}
					defer c.Close()
					benchmark(b, c, callers)
				})
			}
		}
	}
}

func benchmark(b *testing.B, c *ari.Client, callers int) {
	ctx := context.Background()
	var mu sync.Mutex
	var took []time.Duration
	timed := func(f func() error) {
		begin := time.Now()
		if err := f(); err != nil {
			b.Error(err)
		}
		d := time.Since(begin)
		mu.Lock()
		defer mu.Unlock()
		took = append(took, d)
	}
	work := make(chan struct{})
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for range work {
				bridge := c.Bridge(ari.NewBridgeID())
				timed(func() error { _, err := c.CreateBridge(ctx, bridge.ID(), "mixing", ""); return err })
				timed(func() error { return bridge.Delete(ctx) })
			}
		})
	}
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	all.Wait()
	slices.Sort(took)
	for name, share := range map[string]float64{"p50-µs": 0.5, "p95-µs": 0.95, "p99-µs": 0.99} {
		b.ReportMetric(float64(took[int(share*float64(len(took)-1))].Microseconds()), name)
	}
}
