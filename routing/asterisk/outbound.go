package asterisk

import (
	"context"
	"errors"
	"math"
	"time"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing"
)

// DialCustomer makes the customer's leg on the trunk and dials it. The number
// has been checked long before; here only digits pass, whoever asks: this is
// the last door before the provider.
func (a *Adapter) DialCustomer(ctx context.Context, c routing.Call, d time.Duration) error {
	const op = "asterisk.DialCustomer"
	if a.Trunk == "" || !dialable(c.To) {
		return fault.New(fault.Unknown, op, "%q cannot be dialled on trunk %q", c.To, a.Trunk)
	}
	channel := ari.ChannelID(c.Channel)
	ours := a.await(channel)
	defer a.forgetAwaited(channel)
	variables := shown(c.From, "")
	variables["CALLERID(num)"] = c.To // whose leg it is, for a controller that knows nothing else
	_, err := a.ari.Channels().Create(ctx, ari.ChannelsCreateParams{
		Endpoint: "PJSIP/" + c.To + "@" + a.Trunk, App: a.ari.Application(), AppArgs: "customer",
		ChannelID: channel, Variables: variables,
	})
	if err != nil && !errors.Is(err, ari.ErrConflict) {
		if errors.Is(err, ari.ErrUnknownOutcome) {
			a.abandon(ctx, channel)
		}
		return failed(op, err)
	}
	if err == nil {
		if err := a.waitFor(ctx, ours); err != nil {
			return err
		}
		if err := a.tie(ctx, channel, legChannel(c.ID, c.Leg)); err != nil && !done(err) {
			return failed(op, err)
		}
	}
	// Without a caller, whose name and extension the customer would be shown.
	err = a.ari.Channels().Dial(ctx, channel, ari.ChannelsDialParams{Timeout: int(math.Ceil(d.Seconds()))})
	if errors.Is(err, ari.ErrConflict) {
		return nil // it has been dialled
	}
	return failed(op, err)
}

// tie has Asterisk end the customer's leg with the agent's. The other way round
// it is so from the answer on (Connect): until then the agent's leg must outlast
// the customer's, so that the end of the latter is heard of first, with its
// cause.
func (a *Adapter) tie(ctx context.Context, customer, agent ari.ChannelID) error {
	err := a.ari.Channels().SetChannelVar(ctx, customer, ari.ChannelsSetChannelVarParams{
		Variable: "CHANNEL(hangup_handler_push)", Value: "vonal-gone,s,1",
	})
	if err != nil {
		return err
	}
	return a.ari.Channels().SetChannelVars(ctx, agent, ari.ChannelsSetChannelVarsParams{Variables: ari.Assignments{
		"VONAL_OTHER": a.nameOf(customer), "CHANNEL(hangup_handler_push)": "vonal-gone,s,1",
	}})
}

// PlayRinging has the agent hear the ringing tone.
func (a *Adapter) PlayRinging(ctx context.Context, c routing.Call, leg routing.LegNo) error {
	return failed("asterisk.PlayRinging", a.ari.Channels().Ring(ctx, legChannel(c.ID, leg)))
}

// silence ends what is heard while the other party is waited for: the music of a
// caller, or of a customer on hold, or the ringing that an agent hears who calls.
func (a *Adapter) silence(ctx context.Context, c routing.Call, agent ari.ChannelID) error {
	if c.Direction == routing.Outbound && !c.Connected {
		return a.ari.Channels().RingStop(ctx, agent)
	}
	if err := a.hush(ctx, c); err != nil && !done(err) {
		return err
	}
	return a.ari.Channels().StopMOH(ctx, ari.ChannelID(c.Channel))
}

// shown are the variables by which a phone shows who is at the other end;
// nothing where that is not known.
func shown(number, name string) ari.Assignments {
	v := ari.Assignments{}
	if number != "" {
		v["CONNECTEDLINE(num,i)"] = number
		v["CONNECTEDLINE(pres,i)"] = "allowed"
	}
	if name != "" {
		v["CONNECTEDLINE(name,i)"] = name
	}
	return v
}

// dialable reports whether a number is plus and digits, as E.164 has it.
func dialable(number string) bool {
	if len(number) < 8 || len(number) > 16 || number[0] != '+' {
		return false
	}
	for _, c := range number[1:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// customerRings tells once that the phone of a customer we call rings.
func (a *Adapter) customerRings(channel ari.ChannelID, call routing.CallID) {
	if a.first(a.rung, channel) {
		a.desk.Fact(call, routing.CustomerRinging{At: a.desk.Now()})
	}
}

// customerAnswers tells once that a customer we call has picked up.
func (a *Adapter) customerAnswers(channel ari.ChannelID, call routing.CallID) {
	if a.first(a.answered, channel) {
		a.desk.Fact(call, routing.CustomerAnswered{At: a.desk.Now()})
	}
}

// customerCause says why the leg of a customer who never picked up is over. A
// subscriber who does not answer is 480 or 408 to some exchanges.
func customerCause(q850, sip int) routing.Cause {
	switch {
	case sip == 480, sip == 408, q850 == 18, q850 == 19:
		return routing.NoAnswer
	}
	return causeOf(q850, sip)
}

// customerGone tells that the leg of a customer we call is over.
func (a *Adapter) customerGone(channel ari.ChannelID, call routing.CallID, cause routing.Cause) {
	if cause == routing.HungUp && !a.wasUp(channel) {
		return // ChannelDestroyed says why
	}
	a.desk.Fact(call, routing.CustomerGone{At: a.desk.Now(), Cause: cause})
}

// requested is a call we make as far as its customer's leg tells. It does not
// tell the number we show: joined, Asterisk replaces that by the agent's own.
func (a *Adapter) requested(call routing.CallID, ch ari.ChannelData) routing.Requested {
	return routing.Requested{
		At: ch.CreationTime.UTC(), ID: call, Channel: routing.ChannelID(ch.ID), To: clean(ch.Caller.Number),
	}
}
