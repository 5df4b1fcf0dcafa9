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
