package agentstore

import (
	"time"

	"vonal/routing"
)

// This file is the parts of a call as they are kept.

func lineToJSON(l routing.Line) lineJSON {
	return lineJSON{l.Team, l.Language, l.Closed, l.Empty, l.Overdue, l.LongestWait.Milliseconds(), l.News.Milliseconds(), l.Consent}
}

func lineFromJSON(l lineJSON) routing.Line {
	return routing.Line{
		Team: l.Team, Language: l.Language, Closed: l.Closed, Empty: l.Empty, Overdue: l.Overdue,
		LongestWait: time.Duration(l.LongestWaitMS) * time.Millisecond, News: time.Duration(l.NewsMS) * time.Millisecond, Consent: l.Consent,
	}
}

func callerToJSON(c routing.Caller) callerJSON {
	return callerJSON{c.Card, c.Name, c.Tier, c.Owner, c.OwnerAway, c.Deputy, moment{c.CutOffFrom}}
}

func callerFromJSON(c callerJSON) routing.Caller {
	return routing.Caller{
		Card: c.Card, Name: c.Name, Tier: c.Tier, Owner: c.Owner,
		OwnerAway: c.OwnerAway, Deputy: c.Deputy, CutOffFrom: c.CutOffFrom.Time,
	}
}

func offerToJSON(o routing.Offer) offerJSON {
	return offerJSON{
		Agent: o.Agent, Leg: o.Leg, Result: o.Result,
		OfferedAt: moment{o.OfferedAt}, RingingAt: moment{o.RingingAt}, EndedAt: moment{o.EndedAt}, NotBefore: moment{o.NotBefore}, HandedOver: moment{o.HandedOver},
		Because: each(o.Because, func(r routing.Reason) reasonJSON {
			return reasonJSON{r.Code, r.For.Milliseconds(), r.Times}
		}),
	}
}

func offerFromJSON(o offerJSON) routing.Offer {
	return routing.Offer{
		Agent: o.Agent, Leg: o.Leg, Result: o.Result,
		OfferedAt: o.OfferedAt.Time, RingingAt: o.RingingAt.Time, EndedAt: o.EndedAt.Time, NotBefore: o.NotBefore.Time, HandedOver: o.HandedOver.Time,
		Because: each(o.Because, func(r reasonJSON) routing.Reason {
			return routing.Reason{Code: r.Code, For: time.Duration(r.ForMS) * time.Millisecond, Times: r.Times}
		}),
	}
}

func tryToJSON(t routing.Try) tryJSON {
	return tryJSON{
		t.Leg, t.Phone.Address, t.Phone.Ring.Milliseconds(),
		moment{t.BegunAt}, moment{t.RingingAt}, moment{t.AskedAt}, t.Over,
	}
}

func tryFromJSON(t tryJSON) routing.Try {
	return routing.Try{
		Leg: t.Leg, Phone: routing.Phone{Address: t.Phone, Ring: time.Duration(t.RingMS) * time.Millisecond},
		BegunAt: t.BegunAt.Time, RingingAt: t.RingingAt.Time, AskedAt: t.AskedAt.Time, Over: t.Over,
	}
}
