package asterisk

import (
	"strings"
	"testing"
	"time"

	"vonal/routing"
)

const queueLog = `1764028790|NONE|NONE|NONE|QUEUESTART|
1764028800|1764028799.1|vonal_fallback|NONE|VONAL-ENTER|+36301234567|100|lease|fallback/1764028799.1.wav|1764028800.000
1764028800|1764028799.1|vonal_fallback|NONE|ENTERQUEUE||+36301234567|1
1764028805|1764028799.1|vonal_fallback|anna|RINGNOANSWER|5000
1764028806|1764028806.4|vonal_fallback|NONE|VONAL-ENTER||100|unclaimed|fallback/1764028806.4.wav
1764028808|1764028799.1|vonal_fallback|bela|CONNECT|8|1764028806.3|2
1764028868|1764028799.1|vonal_fallback|bela|COMPLETECALLER|8|60|1
1764028868|1764028799.1|vonal_fallback|NONE|VONAL-END|CONTINUE|bela|60
1764028870|1764028806.4|vonal_fallback|NONE|ABANDON|1|1|64
`

func TestACallAsteriskHandledAloneIsReadFromItsQueueLog(t *testing.T) {
	calls, next, err := ReadAlone(strings.NewReader(queueLog), 100, "node")
	if err != nil || len(calls) != 1 {
		t.Fatalf("got %d calls, %v", len(calls), err)
	}
	c := calls[0].Call
	if c.ID != CallID("node", "1764028799.1") || c.From != "+36301234567" || c.To != "100" || c.Agent != "bela" {
		t.Errorf("got %+v", c)
	}
	if c.Wait() != 8*time.Second || c.Talk() != time.Minute {
		t.Errorf("wait %v, talk %v", c.Wait(), c.Talk())
	}
	if len(c.Offers) != 2 || c.Offers[0].Result != routing.Missed || c.Offers[1].Result != routing.Accepted {
		t.Errorf("offers %+v", c.Offers)
	}
	if calls[0].Recording != "fallback/1764028799.1" || calls[0].Why != "lease" {
		t.Errorf("got %+v", calls[0])
	}
	if want := int64(100 + strings.Index(queueLog, "1764028806|1764028806.4|")); next != want {
		t.Errorf("next reading begins at %d, want %d, where the call under way begins", next, want)
	}
}

func TestTheNextReadingGoesOnWhereTheLastEnded(t *testing.T) {
	_, next, _ := ReadAlone(strings.NewReader(queueLog), 0, "node")
	rest := queueLog[next:] + "1764028871|1764028806.4|vonal_fallback|NONE|VONAL-END|||\n17640288"
	calls, end, err := ReadAlone(strings.NewReader(rest), next, "node")
	if err != nil || len(calls) != 1 || calls[0].Call.ID != CallID("node", "1764028806.4") {
		t.Fatalf("got %+v, %v", calls, err)
	}
	if want := next + int64(len(rest)-len("17640288")); end != want {
		t.Errorf("next reading begins at %d, want %d: a cut line is left alone", end, want)
	}
}

func TestTheEndOfAChannelIsFoundByItsHangUp(t *testing.T) {
	log := queueLog + "1764028900|1764028799.1|vonal|NONE|VONAL-GONE|1764028899.983\n"
	if got := EndOf(strings.NewReader(log), "1764028799.1"); !got.Equal(time.UnixMilli(1764028899983)) {
		t.Errorf("got %v", got)
	}
	if got := EndOf(strings.NewReader(log), "1764028806.4"); !got.IsZero() {
		t.Errorf("got %v for a channel that is not in it", got)
	}
}

func FuzzReadAlone(f *testing.F) {
	f.Add(queueLog)
	f.Fuzz(func(t *testing.T, log string) {
		if _, next, err := ReadAlone(strings.NewReader(log), 0, "node"); err != nil || next > int64(len(log)) {
			t.Errorf("next %d of %d, %v", next, len(log), err)
		}
	})
}
