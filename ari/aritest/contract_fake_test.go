package aritest_test

import (
	"testing"
	"time"

	"vonal/ari"
	"vonal/ari/aritest"
)

// scripted is the world around the Asterisk of this package.
type scripted struct{ *aritest.Asterisk }

func TestScriptedAsteriskKeepsTheContract(t *testing.T) {
	a := aritest.Start(t)
	soon := 100 * time.Millisecond
	a.Phone(answers).Behave(aritest.Behaviour{AnswerAfter: soon})
	a.Phone(rings)
	a.Phone(busy).Behave(aritest.Behaviour{RefuseAfter: soon, Cause: 17})
	a.MissingSound("sound:contract-missing")
	contract(t, scripted{a})
}

func (w scripted) options(app string) ari.Options { return w.Options(app) }

func (w scripted) call(_ *testing.T, app, pattern string) (ari.ChannelID, func()) {
	in := aritest.Inbound{From: "+36301234567", To: "stasis", App: app, Pattern: pattern, Args: []string{"in", "one"}}
	if pattern != "" {
		in.Args = []string{"inbound", "one"}
	}
	c := w.Call(in)
	return c.ID(), c.Hangup
}

func (w scripted) restart(*testing.T) { w.Restart() }

func (w scripted) freeze(*testing.T) func() {
	w.Freeze()
	return w.Thaw
}

func (w scripted) phone(t *testing.T, name string) phone {
	p := w.Phone(name).Behave(aritest.Behaviour{RingAfter: -1})
	p.Unregister()
	return scriptedPhone{p}
}

// scriptedPhone is a phone of the scripted Asterisk.
type scriptedPhone struct{ *aritest.Phone }

func (p scriptedPhone) register(*testing.T)   { p.Register() }
func (p scriptedPhone) unregister(*testing.T) { p.Unregister() }
func (p scriptedPhone) remove(*testing.T)     { p.Remove() }
func (p scriptedPhone) ring(t *testing.T)     { p.must(t, p.Ring()) }
func (p scriptedPhone) answer(t *testing.T)   { p.must(t, p.Answer()) }
func (p scriptedPhone) refuse(t *testing.T)   { p.must(t, p.Refuse(17)) }
func (p scriptedPhone) hangup(t *testing.T)   { p.must(t, p.Hangup()) }

func (p scriptedPhone) must(t *testing.T, did bool) {
	t.Helper()
	if !did {
		t.Fatal("the phone has no call")
	}
}
