package routing_test

import (
	"fmt"
	"testing"

	"vonal/routing"
)

// BenchmarkRank is what the choice itself costs, with a quarter of the agents
// free.
func BenchmarkRank(b *testing.B) {
	states := []routing.AgentState{routing.AgentAvailable, routing.AgentTalking, routing.AgentWrapUp, routing.AgentPaused}
	for _, n := range []int{10, 100, 1000} {
		agents := make([]routing.Agent, n)
		for i := range agents {
			agents[i] = routing.Agent{ID: routing.AgentID(fmt.Sprintf("7f3a0c1e-0000-4000-8000-%012d", i)), State: states[i%4],
				Since: at(i * 1000), Until: at(1_000_000), OnShift: true, PhoneUp: true, Teams: fmt.Sprintf("team-%02d", i%20)}
		}
		for name, c := range map[string]routing.Call{
			"everybody": {ArrivedAt: at(0)},
			"a team":    {ArrivedAt: at(0), Line: routing.Line{Team: "team-04"}},
		} {
			b.Run(fmt.Sprintf("%d agents, %s", n, name), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					routing.Rank(agents, c, routing.DefaultPolicy, at(2000))
				}
			})
		}
	}
}
