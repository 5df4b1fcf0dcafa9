package asterisk

import (
	"testing"

	"github.com/google/uuid"

	"vonal/ari"
	"vonal/routing"
)

func TestACallWeMakeHasAFreshIDAndItsLegsNamesAreEquallyLong(t *testing.T) {
	seen := map[routing.CallID]bool{}
	for range 1000 {
		call, channel, err := NewCall()
		if err != nil || seen[call] {
			t.Fatalf("%s again, %v", call, err)
		}
		seen[call] = true
		if id, err := uuid.Parse(string(call)); err != nil || id.Version() != 7 {
			t.Fatalf("%s is no UUIDv7", call)
		}
		if len(channel) != len(legChannel(call, 1)) || len(channel) != len(recorderChannel(call)) {
			t.Errorf("%s is longer or shorter than the other legs of its call", channel)
		}
		if back, ok := parseCustomer(ari.ChannelID(channel)); !ok || back != call {
			t.Errorf("%s came back as %s", channel, back)
		}
		if _, _, ok := parseLeg(ari.ChannelID(channel)); ok {
			t.Errorf("%s is taken for an agent's leg", channel)
		}
	}
}

func TestNothingButANumberGetsIntoADialString(t *testing.T) {
	for number, may := range map[string]bool{
		"+36301234567": true, "+3612345678": true, "+123456789012345": true,
		"": false, "+": false, "36301234567": false, "+36301": false, "+1234567890123456": false, "+3630123456x": false,
		"+36301234567@evil": false, "+36301234567&PJSIP/trunk/1900": false, "+3630 1234567": false, "+36301234567,30": false,
		"+${SHELL(id)}": false, "+36301234\x00": false, "+３６３０１２３": false,
	} {
		if dialable(number) != may {
			t.Errorf("%q may be dialled: %v", number, !may)
		}
	}
}

func TestWhyACustomerDidNotAnswer(t *testing.T) {
	for _, c := range []struct {
		q850, sip int
		want      routing.Cause
	}{
		{17, 486, routing.Refused}, {17, 600, routing.Refused}, {21, 603, routing.Refused},
		{19, 480, routing.NoAnswer}, {18, 408, routing.NoAnswer}, {19, 0, routing.NoAnswer}, {19, 487, routing.NoAnswer},
		{1, 404, routing.NotReached}, {34, 503, routing.NotReached}, {38, 500, routing.NotReached}, {0, 0, routing.NotReached},
	} {
		if got := customerCause(c.q850, c.sip); got != c.want {
			t.Errorf("Q.850 %d, SIP %d: %s, want %s", c.q850, c.sip, got, c.want)
		}
	}
}
