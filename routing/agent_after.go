package routing

import "vonal/internal/fault"

// PausedByMisses is the reason of a pause that a row of misses brought about.
const PausedByMisses = "missed"

// After answers a fact with the agent as they are now. A fact that does not
// fit changes nothing; a button pressed where it cannot work is refused with a
// Conflict that may be shown. Being claimed is not here: it happens in Redis,
// where two calls cannot take the same agent.
func (a Agent) After(ev AgentEvent, p Policy) (Agent, error) {
	b, err := a.after(ev, p)
	if err != nil {
		return a, err
	}
	if b != a {
		b.Version = a.Version + 1
	}
	return b, nil
}

func (a Agent) after(ev AgentEvent, p Policy) (Agent, error) {
	switch e := ev.(type) {
	case ShiftBegan:
		a.OnShift = true
		if a.State == AgentOffline || a.State == "" {
			a.Easy = 0
			return a.rest(e.At), nil
		}
	case ShiftEnded:
		a.OnShift, a.NextPause = false, ""
		if !a.inCall() && a.State != AgentOffline {
			return a.rest(e.At), nil
		}
	case PhoneCame:
		a.PhoneUp = true
		if a.State == AgentUnreachable {
			return a.rest(e.At), nil
		}
	case PhoneWent:
		a.PhoneUp = false
		if a.State == AgentAvailable || a.State == AgentUnreachable && !a.Until.IsZero() {
			return a.enter(AgentUnreachable, e.At), nil
		}
	case Rang:
		if a.State == AgentClaimed && a.Call == e.Call {
			until := a.Until
			a = a.enter(AgentRinging, e.At)
			a.Until, a.Call = until, e.Call
		}
	case Kept:
		if a.offered(e.Call) && e.Until.After(a.Until) {
			a.Until = e.Until
		}
	case Equipped:
		a.Phones = e.Phones
	case Spoke:
		if a.mayTalk(e.Call) {
			a = a.enter(AgentTalking, e.At)
			a.Call, a.Misses = e.Call, 0
			if e.Easy {
				a.Easy++
			}
		}
	case Placed:
		a.Level, a.Teams = e.Level, e.Teams
	case LetGo:
		if a.inCall() && a.Call == e.Call {
			return a.letGo(e, p), nil
		}
	case TalkOver:
		if a.inCall() && a.Call == e.Call {
			return a.wrapUp(e, p), nil
		}
	case Rested:
		if a.inCall() || a.State == AgentWrapUp || a.State == AgentUnreachable && a.PhoneUp {
			if !a.Until.IsZero() && !e.At.Before(a.Until) {
				return a.rest(e.At), nil
			}
		}
	default:
		return a.pressed(ev, p)
	}
	return a, nil
}

func (a Agent) letGo(e LetGo, p Policy) Agent {
	switch e.Why {
	case Missed:
		a.Misses++
		if p.MissesToPause > 0 && a.Misses >= p.MissesToPause && a.NextPause == "" {
			a.NextPause, a.Misses = PausedByMisses, 0
		}
	case Unreachable:
		if a.PhoneUp && a.OnShift && a.NextPause == "" {
			a = a.enter(AgentUnreachable, e.At)
			a.Until = e.At.Add(p.Retry)
			return a
		}
	}
	return a.rest(e.At)
}

func (a Agent) wrapUp(e TalkOver, p Policy) Agent {
	if !a.OnShift {
		return a.rest(e.At)
	}
	a = a.enter(AgentWrapUp, e.At)
	a.Until, a.Call = e.At.Add(p.WrapUp), e.Call
	return a
}

// pressed carries out a button, or says why it cannot.
func (a Agent) pressed(ev AgentEvent, p Policy) (Agent, error) {
	const op = "routing.Agent"
	refuse := func(format string, args ...any) (Agent, error) {
		return a, fault.New(fault.Conflict, op, format, args...)
	}
	if a.State == AgentOffline || a.State == "" {
		return refuse("the agent is not on shift")
	}
	switch e := ev.(type) {
	case ReadyPressed:
		switch {
		case a.NextPause != "":
			a.NextPause = ""
			if a.inCall() {
				return a, nil
			}
		case a.inCall():
			return refuse("the agent is in a call")
		case a.State == AgentAvailable:
			return a, nil
		}
		if !a.PhoneUp && a.State == AgentUnreachable {
			return refuse("the agent's phone is not registered")
		}
		a.Misses = 0
		return a.rest(e.At), nil
	case ExtendPressed:
		switch {
		case a.State != AgentWrapUp || !e.At.Before(a.Until):
			return refuse("only a wrap-up can be extended")
		case a.Extended >= p.MaxExtensions:
			return refuse("this wrap-up has been extended %d times already", a.Extended)
		}
		a.Extended++
		a.Until = a.Until.Add(p.Extension)
		return a, nil
	case PausePressed:
		if e.Reason == "" {
			return a, fault.New(fault.Invalid, op, "a pause needs a reason").At("reason")
		}
		a.NextPause = e.Reason
		if a.inCall() {
			return a, nil
		}
		return a.rest(e.At), nil
	}
	return a, nil
}
