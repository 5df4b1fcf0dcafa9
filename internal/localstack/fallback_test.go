package localstack_test

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	asteriskconf "vonal/asterisk-conf"
	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

func TestCallerWithoutControllerReachesTheFallbackQueue(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t)
	sipp(t, s, "caller.xml", trunk, "-s", "3615550100", "-key", "from", "+36301234567", "-d", "1500")
	testenv.Eventually(t, 5*time.Second, func() bool { return len(journal(t, s, "VONAL-END")) == 1 }, "the journal has the end of the call")
	enter, end := journal(t, s, "VONAL-ENTER")[0], journal(t, s, "VONAL-END")[0]
	want := []string{"vonal_fallback", "NONE", "VONAL-ENTER", "+36301234567", "3615550100", "unclaimed"}
	if got := enter[2:8]; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("entered as %q, not %q", got, want)
	}
	if enter[1] != end[1] {
		t.Errorf("the lines name different calls: %q, %q", enter, end)
	}
	if len(journal(t, s, "ENTERQUEUE")) != 1 || len(journal(t, s, "ABANDON")) != 1 {
		t.Error("the queue has not seen the caller come and go")
	}
	if n := channels(t, s); n != 0 {
		t.Errorf("%d channels are left", n)
	}
}

func TestEveryDialledNumberIsTaken(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t)
	dialled := []string{"1", "3615550100", "+3615550100", "003615550100", "service", "T", "*21"}
	for _, number := range dialled {
		sipp(t, s, "caller.xml", trunk, "-s", number, "-key", "from", "06301234567", "-d", "50")
	}
	testenv.Eventually(t, 5*time.Second, func() bool { return len(journal(t, s, "VONAL-END")) == len(dialled) }, "the journal has the end of each call")
	for i, line := range journal(t, s, "VONAL-ENTER") {
		if line[6] != dialled[i] {
			t.Errorf("%q was taken as %q", dialled[i], line[6])
		}
	}
}

func TestFallbackRingsAnAgentAndRecordsTheCall(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t)
	p := push(t, s, "agent-0a1b2c3d")
	p.register(t, s)
	setMembers(t, s, asteriskconf.Member{Endpoint: p.name, Name: "agt_anna"})
	agent := sippInBackground(t, s, "agent.xml", p.port, "-rtp_echo")
	sipp(t, s, "caller.xml", trunk, "-s", "3615550100", "-key", "from", "+36301234567", "-d", "3000")
	if err := agent(); err != nil {
		t.Fatal(err)
	}
	testenv.Eventually(t, 5*time.Second, func() bool { return len(journal(t, s, "VONAL-END")) == 1 }, "the journal has the end of the call")
	if got := journal(t, s, "CONNECT"); len(got) != 1 || got[0][3] != "agt_anna" {
		t.Errorf("connected: %q", got)
	}
	end := journal(t, s, "VONAL-END")[0]
	if end[6] != "agt_anna" {
		t.Errorf("the end does not name the agent: %q", end)
	}
	recording := filepath.Join(s.RecordingDir(), journal(t, s, "VONAL-ENTER")[0][8])
	testenv.Eventually(t, 5*time.Second, func() bool {
		info, err := os.Stat(recording)
		return err == nil && info.Size() > 44
	}, "%s has sound", recording)
}

func TestCallerNobodyAnswersIsToldAndLetGo(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t, func(o *localstack.Options) { o.FallbackWait = 2 * time.Second })
	sippInBackground(t, s, "caller.xml", trunk, "-s", "100", "-key", "from", "06301234567", "-d", "60000")
	testenv.Eventually(t, 20*time.Second, func() bool { return len(journal(t, s, "VONAL-END")) == 1 }, "Asterisk has hung up")
	if len(journal(t, s, "EXITWITHTIMEOUT")) != 1 || journal(t, s, "VONAL-END")[0][5] != "TIMEOUT" {
		t.Errorf("ended as %q", journal(t, s, "VONAL-END"))
	}
	testenv.Eventually(t, 5*time.Second, func() bool { return channels(t, s) == 0 }, "no channel is left")
}

func TestMembersAreLoadedWithoutARestart(t *testing.T) {
	t.Parallel()
	s := testenv.Stack(t, only(localstack.Asterisk))
	show := func() string { return cli(t, s, "queue show vonal_fallback") }
	setMembers(t, s, asteriskconf.Member{Endpoint: "agent-1", Name: "agt_1"}, asteriskconf.Member{Endpoint: "agent-2", Name: "agt_2", Penalty: 3, Paused: true})
	testenv.Eventually(t, 5*time.Second, func() bool { return strings.Contains(show(), "agt_2") }, "both agents are members")
	setMembers(t, s, asteriskconf.Member{Endpoint: "agent-2", Name: "agt_2"})
	testenv.Eventually(t, 5*time.Second, func() bool { return !strings.Contains(show(), "agt_1") }, "the agent taken off is no member")
	if got := show(); !strings.Contains(got, "agt_2") {
		t.Errorf("the other is gone too:\n%s", got)
	}
}

func TestHostileCallersCannotForgeTheJournal(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t)
	for _, from := range []string{"%24%7BEXTEN%7D", "1%7C2%7C3", "a%0Ab", "x%00y", "%E2%80%AE321", strings.Repeat("9", 900)} {
		sipp(t, s, "caller.xml", trunk, "-s", "100", "-key", "from", from, "-d", "50")
	}
	const calls = 6
	testenv.Eventually(t, 5*time.Second, func() bool { return len(journal(t, s, "VONAL-END")) == calls }, "the journal has the end of each call")
	for _, line := range journal(t, s, "VONAL-ENTER") {
		if len(line) != 10 || line[6] != "100" || line[7] != "unclaimed" || len(line[5]) > 40 {
			t.Errorf("a caller has changed the journal: %q", line)
		}
	}
}

func TestNobodyButATrunkCallsInWithoutAPassword(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t)
	p := push(t, s, "agent-0a1b2c3d")
	other := port(testenv.FreeUDP(t))
	for _, from := range []string{"stranger", "trunk-1", p.name} {
		sipp(t, s, "refused.xml", other, "-s", "100", "-key", "from", from)
	}
	if got := journal(t, s, "VONAL-ENTER"); len(got) != 0 {
		t.Errorf("a call came in: %q", got)
	}
	// On the trunk a caller may call himself what he likes: it stays a trunk call.
	for _, from := range []string{"trunk-1", p.name} {
		sipp(t, s, "caller.xml", trunk, "-s", "100", "-key", "from", from, "-d", "50")
	}
}

func TestAgentsPhoneReachesOnlyTheEchoTest(t *testing.T) {
	t.Parallel()
	s := testenv.Stack(t, only(localstack.Asterisk))
	if got := cli(t, s, "dialplan show from-agents"); strings.Count(got, "=>") != 1 || !strings.Contains(got, "'*43'") {
		t.Errorf("agents can dial more than *43:\n%s", got)
	}
	if got := cli(t, s, "dialplan show from-agents"); strings.Contains(got, "Include") {
		t.Errorf("from-agents includes another context:\n%s", got)
	}
}

func TestCallToACustomerLeavesByTheTrunk(t *testing.T) {
	t.Parallel()
	s, trunk := trunked(t)
	c := connect(t, s, "vonal-a")
	customer := sippInBackground(t, s, "agent.xml", trunk, "-rtp_echo")
	const leg = "11111111-2222-3333-4444-555555555555"
	ari(t, s, "POST", "/channels/create?app=vonal-a&channelId="+leg+"&endpoint="+url.QueryEscape("PJSIP/+36301234567@trunk-1"), nil, 200)
	c.next("StasisStart")
	ari(t, s, "POST", "/channels/"+leg+"/dial", nil, 204)
	testenv.Eventually(t, 10*time.Second, func() bool {
		return strings.Contains(string(ari(t, s, "GET", "/channels/"+leg, nil, 200)), `"state":"Up"`)
	}, "the customer has answered")
	ari(t, s, "DELETE", "/channels/"+leg, nil, 204)
	if err := customer(); err != nil {
		t.Fatal(err)
	}
}

func TestOwnDialplanIsIncludedAndNeverWritten(t *testing.T) {
	t.Parallel()
	opts := testenv.Options(t, only(localstack.Asterisk))
	s := start(t, opts)
	own := filepath.Join(s.ConfigDir(), "extensions.d", "own.conf")
	const text = "[from-trunk]\nexten => 999,1,Hangup(17)\n"
	if err := os.WriteFile(own, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.StopPart(t.Context(), localstack.Asterisk); err != nil {
		t.Fatal(err)
	}
	s = start(t, opts)
	if got := cli(t, s, "dialplan show 999@from-trunk"); !strings.Contains(got, "Hangup(17)") {
		t.Errorf("own dialplan is not read:\n%s", got)
	}
	if kept, err := os.ReadFile(own); err != nil || string(kept) != text {
		t.Errorf("own dialplan was changed: %q, %v", kept, err)
	}
}

func TestAsteriskStartsWithoutComplaint(t *testing.T) {
	t.Parallel()
	s := testenv.Stack(t, only(localstack.Asterisk))
	text, err := os.ReadFile(filepath.Join(filepath.Dir(s.QueueLog()), "messages.log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		complaint := strings.Contains(line, "ERROR") || strings.Contains(line, "WARNING")
		switchedOff := strings.Contains(line, "ccss declined to load") || strings.Contains(line, "Some non-required modules failed")
		if complaint && !switchedOff {
			t.Error(strings.TrimSpace(line))
		}
	}
}
