package routing

import (
	"strconv"
	"strings"
	"time"
)

func (r *reader) caller(day time.Time) Caller {
	var c Caller
	for r.more() {
		name := r.word()
		if !r.take("=") {
			r.fail("%q is not understood here", name)
			return c
		}
		switch name {
		case "card":
			c.Card = CardID(r.word())
		case "name":
			c.Name = r.word()
		case "tier":
			c.Tier = r.word()
		case "owner":
			c.Owner = AgentID(r.word())
		case "away":
			c.OwnerAway = r.word() == "yes"
		case "deputy":
			c.Deputy = AgentID(r.word())
		case "cut-off":
			c.CutOffFrom = day.Add(r.time())
		default:
			r.fail("%q is not understood here", name)
		}
	}
	return c
}

func (r *reader) circle() Circle {
	word := r.word()
	c, ok := circleNamed(word)
	if !ok {
		r.fail("%q is no circle", word)
	}
	return c
}

func (r *reader) considered(at time.Time) Considered {
	e := Considered{At: at, Circle: r.circle()}
	if r.more() && !strings.HasPrefix(strings.TrimLeft(r.rest, " "), "|") {
		n, err := strconv.Atoi(r.word())
		if err != nil {
			r.fail("how many are left out is a number")
		}
		e.More = n
	}
	for r.take("|") {
		c := Choice{Take: r.take("+ ")}
		c.Agent = AgentID(r.word())
		c.Because = r.reasonList()
		e.Choices = append(e.Choices, c)
	}
	return e
}

func (r *reader) nobodyFree(day, at time.Time) NobodyFree {
	e := NobodyFree{At: at}
	for r.more() {
		switch word := r.word(); {
		case word == "circle" && r.take("="):
			e.Circle = r.circle()
		case word == "next" && r.take("="):
			e.Next = day.Add(r.time())
		case word == "nobody":
			e.Nobody = true
		default:
			r.fail("%q is not understood here", word)
		}
	}
	return e
}

// claimed reads who was taken, which of their phones are tried, and why them.
func (r *reader) claimed(at time.Time) Claimed {
	e := Claimed{At: at, Agent: AgentID(r.word())}
	if r.take("phones=") {
		e.Phones = Phones(r.word())
	}
	e.Because = r.reasons()
	return e
}
