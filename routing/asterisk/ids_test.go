package asterisk

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"vonal/routing"
)

func TestCallIDIsAVersion7UUIDOfTheChannelsTime(t *testing.T) {
	id := CallID("node", "1764028800.17")
	u, err := uuid.Parse(string(id))
	if err != nil || u.Version() != 7 || u.Variant() != uuid.RFC4122 {
		t.Fatalf("%s is no UUIDv7: %v", id, err)
	}
	if got := RecordingName(id); got != "2025/11/25/"+string(id) {
		t.Errorf("RecordingName = %q", got)
	}
}

func TestCallIDIsTheSameForEverybodyWhoAsks(t *testing.T) {
	if CallID("node", "1764028800.17") != CallID("node", "1764028800.17") {
		t.Error("the same channel gave two ids")
	}
	if CallID("node", "1764028800.17") == CallID("other", "1764028800.17") {
		t.Error("two Asterisks gave the same id")
	}
	if CallID("node", "1764028800.17") == CallID("node", "1764028800.18") {
		t.Error("two channels gave the same id")
	}
}

func TestNamesOfOurOwnAreReadBackAndNeverBeginOneAnother(t *testing.T) {
	id := CallID("node", "1764028800.17")
	call, leg, ok := parseLeg(legChannel(id, 12))
	if !ok || call != id || leg != 12 {
		t.Fatalf("parseLeg = %s %d %v", call, leg, ok)
	}
	if _, _, ok := parseLeg(recorderChannel(id)); ok {
		t.Error("a recorder was taken for a leg")
	}
	names := []string{string(legChannel(id, 1)), string(legChannel(id, 12)), string(recorderChannel(id)), string(bridgeOf(id))}
	for i, a := range names {
		for j, b := range names {
			if i != j && strings.HasPrefix(a, b) {
				t.Errorf("%s begins with %s", a, b)
			}
		}
	}
}

func TestTextsOfCallersAreMadeHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"Anna\x00\r\nX-Evil: 1":  "AnnaX-Evil: 1",
		"\u202egnp.exe":          "gnp.exe",
		"caf\xe9":                "caf\ufffd",
		"${SHELL(id)}":           "${SHELL(id)}",
		strings.Repeat("a", 4e4): strings.Repeat("a", 128),
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%.20q) = %.40q, want %.40q", in, got, want)
		}
	}
}

func TestCausesTellRefusalFromSilence(t *testing.T) {
	for _, c := range []struct {
		q850, sip int
		want      routing.Cause
	}{
		{17, 486, routing.Refused}, {21, 603, routing.Refused}, {19, 480, routing.NotDisturbed},
		{19, 0, routing.NoAnswer}, {3, 404, routing.NotReached}, {20, 0, routing.NotReached}, {0, 0, routing.NotReached},
	} {
		if got := causeOf(c.q850, c.sip); got != c.want {
			t.Errorf("causeOf(%d, %d) = %s, want %s", c.q850, c.sip, got, c.want)
		}
	}
}
