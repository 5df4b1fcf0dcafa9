package routing_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"vonal/routing"
)

// told is a ranking in short: who may take the call, best first, then the others
// in brackets, each with its grounds.
func told(r routing.Ranking) string {
	var words []string
	for _, c := range r.Choices {
		var why []string
		for _, reason := range c.Because {
			why = append(why, reason.String())
		}
		word := string(c.Agent) + ": " + strings.Join(why, ", ")
		if !c.Take {
			word = "(" + word + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, " · ")
}

func staff() []routing.Agent {
	agent := func(id routing.AgentID, level routing.Level, teams string, freeFor int) routing.Agent {
		return routing.Agent{ID: id, State: routing.AgentAvailable, Since: at(0).Add(-time.Duration(freeFor) * time.Second), OnShift: true, PhoneUp: true, Level: level, Teams: teams}
	}
	return []routing.Agent{
		agent("anna", routing.Senior, "sales", 10),
		agent("boris", routing.Regular, "sales help", 20),
		agent("clara", routing.Newcomer, "sales", 30),
		agent("dora", routing.Senior, "help", 40),
	}
}

func with(agents []routing.Agent, id routing.AgentID, change func(*routing.Agent)) []routing.Agent {
	agents = append([]routing.Agent(nil), agents...)
	for i := range agents {
		if agents[i].ID == id {
			change(&agents[i])
		}
	}
	return agents
}

func busy(a *routing.Agent)  { a.State, a.Since = routing.AgentTalking, at(0) }
func pause(a *routing.Agent) { a.State, a.Since = routing.AgentPaused, at(0) }

func TestWhoGetsTheCall(t *testing.T) {
	call := func(c routing.Caller) routing.Call {
		return routing.Call{ArrivedAt: at(0), Line: routing.Line{Team: "sales"}, Caller: c}
	}
	owned := routing.Caller{Owner: "boris"}
	for name, c := range map[string]struct {
		agents []routing.Agent
		call   routing.Call
		after  int // seconds of waiting
		circle routing.Circle
		next   int // seconds after which it looks again; 0 never
		told   string
	}{
		"the owner first": {staff(), call(owned), 0, routing.OwnerCircle, 10,
			"boris: free for 20 s, owner · (anna: free for 10 s, team, others are nearer, asked in 10 s) · (clara: free for 30 s, team, others are nearer, asked in 10 s) · (dora: free for 40 s, others are nearer, asked in 30 s)"},
		"the owner is talking and waited for": {with(staff(), "boris", busy), call(owned), 4, routing.OwnerCircle, 10,
			"(boris: busy) · (anna: free for 14 s, team, others are nearer, asked in 6 s) · (clara: free for 34 s, team, others are nearer, asked in 6 s) · (dora: free for 44 s, others are nearer, asked in 26 s)"},
		"the owner was waited for long enough": {with(staff(), "boris", busy), call(owned), 10, routing.TeamCircle, 30,
			"clara: free for 40 s, team, newcomer, 5 easy calls owed · anna: free for 20 s, team · (boris: busy) · (dora: free for 50 s, others are nearer, asked in 20 s)"},
		"an owner on a break is not waited for": {with(staff(), "boris", pause), call(owned), 0, routing.TeamCircle, 20,
			"clara: free for 30 s, team, newcomer, 5 easy calls owed · anna: free for 10 s, team · (boris: paused) · (dora: free for 40 s, others are nearer, asked in 20 s)"},
		"an absent owner has a deputy": {staff(), call(routing.Caller{Owner: "boris", OwnerAway: true, Deputy: "dora"}), 0, routing.DeputyCircle, 10,
			"dora: free for 40 s, deputy · (anna: free for 10 s, team, others are nearer, asked in 10 s) · (boris: free for 20 s, team, others are nearer, asked in 10 s) · (clara: free for 30 s, team, others are nearer, asked in 10 s)"},
		"the pool at last": {with(with(staff(), "anna", busy), "boris", busy), call(routing.Caller{}), 20, routing.PoolCircle, 0,
			"clara: free for 50 s, team, newcomer, 5 easy calls owed · dora: free for 60 s · (anna: busy) · (boris: busy)"},
		"an important customer gets no newcomer": {staff(), call(routing.Caller{Tier: "important"}), 0, routing.TeamCircle, 20,
			"boris: free for 20 s, team · anna: free for 10 s, team · (clara: free for 30 s, team, not experienced enough) · (dora: free for 40 s, others are nearer, asked in 20 s)"},
		"not even as owner": {staff(), call(routing.Caller{Tier: "important", Owner: "clara"}), 0, routing.TeamCircle, 20,
			"boris: free for 20 s, team · anna: free for 10 s, team · (clara: free for 30 s, owner, not experienced enough) · (dora: free for 40 s, others are nearer, asked in 20 s)"},
		"a key customer gets the most experienced": {with(staff(), "anna", busy), call(routing.Caller{Tier: "key"}), 0, routing.TeamCircle, 20,
			"(anna: busy) · (boris: free for 20 s, team, not experienced enough, for another 30 s) · (clara: free for 30 s, team, not experienced enough) · (dora: free for 40 s, others are nearer, asked in 20 s)"},
		"and after a while one level less": {with(staff(), "anna", busy), call(routing.Caller{Tier: "key"}), 30, routing.PoolCircle, 0,
			"boris: free for 50 s, team · dora: free for 70 s · (anna: busy) · (clara: free for 60 s, team, not experienced enough)"},
		"who has had the quota learns no more": {with(staff(), "clara", func(a *routing.Agent) { a.Easy = 5 }), call(routing.Caller{}), 0, routing.TeamCircle, 20,
			"clara: free for 30 s, team · boris: free for 20 s, team · anna: free for 10 s, team · (dora: free for 40 s, others are nearer, asked in 20 s)"},
		"a team without agents": {staff(), routing.Call{ArrivedAt: at(0), Line: routing.Line{Team: "nobody's"}}, 0, routing.PoolCircle, 0,
			"clara: free for 30 s, newcomer, 5 easy calls owed · dora: free for 40 s · boris: free for 20 s · anna: free for 10 s"},
		"the wait of the call that was cut off counts": {with(staff(), "boris", busy), call(routing.Caller{Owner: "boris", CutOffFrom: at(-20_000)}), 0, routing.TeamCircle, 10,
			"clara: free for 30 s, team, newcomer, 5 easy calls owed · anna: free for 10 s, team · (boris: busy) · (dora: free for 40 s, others are nearer, asked in 10 s)"},
		"the circle never narrows": {staff(), routing.Call{ArrivedAt: at(0), Line: routing.Line{Team: "sales"}, Caller: owned, Circle: routing.PoolCircle}, 2, routing.PoolCircle, 0,
			"boris: free for 22 s, owner · clara: free for 32 s, team, newcomer, 5 easy calls owed · anna: free for 12 s, team · dora: free for 42 s"},
	} {
		t.Run(name, func(t *testing.T) {
			now := at(c.after * 1000)
			r := routing.Rank(c.agents, c.call, routing.DefaultPolicy, now)
			next := 0
			if !r.Next.IsZero() {
				next = int(r.Next.Sub(at(0)).Seconds())
			}
			if told(r) != c.told || r.Circle != c.circle || next != c.next {
				t.Errorf("in the circle %s, next after %d s\ngot  %s\nwant %s", r.Circle, next, told(r), c.told)
			}
		})
	}
}

// Newcomers only where the policy says after how long.
func TestNewcomersAfter(t *testing.T) {
	p := routing.DefaultPolicy
	p.NewcomersAfter = 90 * time.Second
	c := routing.Call{ArrivedAt: at(0), Caller: routing.Caller{Tier: "key"}}
	only := staff()[2:3]
	for after, want := range map[int]string{
		0:  "[] next 30", // one level less, which is of no use here
		30: "[] next 90", 89: "[] next 90", 90: "[clara] next 0",
	} {
		r := routing.Rank(only, c, p, at(after*1000))
		next := 0
		if !r.Next.IsZero() {
			next = int(r.Next.Sub(at(0)).Seconds())
		}
		if got := fmt.Sprint(r.Ranked(), " next ", next); got != want {
			t.Errorf("after %d s: %s, want %s", after, got, want)
		}
	}
}

func TestOneWhoMissedTheCallComesAfterAllOthers(t *testing.T) {
	c := routing.Call{ArrivedAt: at(0), Line: routing.Line{Team: "sales"}, Caller: routing.Caller{Owner: "boris"},
		Offers: []routing.Offer{{Agent: "boris", Leg: 1, Result: routing.Missed}}}
	r := routing.Rank(staff(), c, routing.DefaultPolicy, at(6000))
	if got := fmt.Sprint(r.Ranked()); got != "[clara anna boris]" || r.Circle != routing.TeamCircle {
		t.Errorf("%s in the circle %s", got, r.Circle)
	}
}

func TestEasyCallsAreCountedByTheShift(t *testing.T) {
	a := routing.Agent{ID: "clara", OnShift: true, PhoneUp: true, State: routing.AgentClaimed, Call: "c"}
	step := func(ev routing.AgentEvent) {
		var err error
		if a, err = a.After(ev, routing.DefaultPolicy); err != nil {
			t.Fatal(err)
		}
	}
	step(routing.Spoke{At: at(0), Call: "c", Easy: true})
	if a.Easy != 1 {
		t.Errorf("%d", a.Easy)
	}
	step(routing.TalkOver{At: at(1000), Call: "c"})
	step(routing.ShiftEnded{At: at(2000)})
	step(routing.ShiftBegan{At: at(3000)})
	if a.Easy != 0 {
		t.Errorf("%d in a new shift", a.Easy)
	}
}
