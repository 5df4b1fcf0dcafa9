package e2e_test

import (
	"context"
	"testing"
	"time"

	"vonal/internal/e2e"
	"vonal/internal/sipphone"
)

func TestPhones(t *testing.T) {
	t.Parallel()
	keep(t, e2e.Options{},
		newAgentsPhoneRegistersAtOnce,
		theAddressOfAnAccountDiesWhenItsPhoneHasRegistered,
		takenExtensionIsRefused,
		agentIsUnreachableWithinASecondOfUnregistering,
		agentIsUnreachableWithinASecondOfAFailedQualify,
		deletedAgentsPhoneIsGone,
		wrongSecretIsRefusedLikeAnUnknownPhone,
		extensionOfADeletedAgentIsFreeAgain,
	)
}

func newAgentsPhoneRegistersAtOnce(t *testing.T, v *e2e.Vonal) {
	anna := v.Hire(t, "Anna", sipphone.RingOnly())
	made := time.Now()
	if anna.SIP.Domain != v.SIP || anna.SIP.Username == "" || len(anna.SIP.Password) < 16 {
		t.Errorf("the phone's account: %s at %s with a secret of %d", anna.SIP.Username, anna.SIP.Domain, len(anna.SIP.Password))
	}
	if now := anna.Now(t); now.State != "unreachable" || now.PhoneUp || now.SIP.Password != "" {
		t.Errorf("before the phone registers the agent is %s, and the secret %q is shown", now.State, now.SIP.Password)
	}
	within(t, "Anna's phone registers", anna.Phone.Register)
	registered := time.Now()
	anna.AwaitsWithin(t, "available", reactsWithin)
	t.Logf("registered %v after it was made, available %v later", registered.Sub(made), time.Since(registered))
}

func theAddressOfAnAccountDiesWhenItsPhoneHasRegistered(t *testing.T, v *e2e.Vonal) {
	anna := v.Hire(t, "Anna", sipphone.RingOnly())
	anybody, address := v.As(""), v.File().URL+anna.SIP.Provisioning.Path
	anybody.Status(t, address, 200, patience)
	anna.Register(t)
	anybody.Status(t, address, 404, patience)
}

func takenExtensionIsRefused(t *testing.T, v *e2e.Vonal) {
	anna := v.Hire(t, "Anna", sipphone.RingOnly())
	a := v.Do(t, "POST", "/agents", map[string]string{"name": "Other", "extension": anna.Extension})
	if p := a.Problem(t); a.Status != 409 || p.Code != "conflict" {
		t.Errorf("%d: %s", a.Status, a.Body)
	}
	for _, bad := range []string{"", "1", "12a", "123456789", "+1"} {
		a := v.Do(t, "POST", "/agents", map[string]string{"name": "Other", "extension": bad})
		if p := a.Problem(t); a.Status != 422 || len(p.Errors) == 0 || p.Errors[0].Field != "extension" {
			t.Errorf("extension %q: %d: %s", bad, a.Status, a.Body)
		}
	}
}

func agentIsUnreachableWithinASecondOfUnregistering(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	for range 3 {
		within(t, "Anna's phone unregisters", anna.Phone.Unregister)
		anna.AwaitsWithin(t, "unreachable", reactsWithin)
		within(t, "Anna's phone registers", anna.Phone.Register)
		anna.AwaitsWithin(t, "available", reactsWithin)
	}
}

// A phone that has lost its power says nothing: Asterisk asks each phone now
// and then, and the agent's state follows what it learns.
func agentIsUnreachableWithinASecondOfAFailedQualify(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	online := func(want string) {
		eventually(t, time.Minute, func() bool {
			v.CLI(t, "pjsip qualify "+anna.SIP.Username)
			var e struct {
				State string `json:"state"`
			}
			v.ARI(t, "endpoints/PJSIP/"+anna.SIP.Username, &e)
			return e.State == want
		}, "Asterisk finds the phone %s", want)
	}
	anna.Phone.Unplug()
	online("offline")
	anna.AwaitsWithin(t, "unreachable", reactsWithin)
	anna.Phone.Plug()
	within(t, "Anna's phone registers again", anna.Phone.Register)
	online("online")
	anna.AwaitsWithin(t, "available", reactsWithin)
}

func deletedAgentsPhoneIsGone(t *testing.T, v *e2e.Vonal) {
	anna := v.Agent(t, "Anna", sipphone.RingOnly())
	for _, kind := range []string{"endpoint", "aor", "auth"} {
		if got := v.ARIStatus(t, "asterisk/config/dynamic/res_pjsip/"+kind+"/"+anna.SIP.Username); got != 200 {
			t.Errorf("the %s of a living phone: %d", kind, got)
		}
	}
	v.Delete(t, "/agents/"+anna.ID)
	v.Status(t, "/agents/"+anna.ID, 404, reactsWithin)
	refused(t, v, anna)
	var desk e2e.Desk
	v.Get(t, "/desk", &desk)
	for _, a := range desk.Agents {
		if a.ID == anna.ID {
			t.Errorf("the desk still shows the deleted agent as %s", a.State)
		}
	}
}

func wrongSecretIsRefusedLikeAnUnknownPhone(t *testing.T, v *e2e.Vonal) {
	anna := v.Hire(t, "Anna", sipphone.RingOnly())
	try := func(user, password string) error {
		p, err := sipphone.NewPhone(sipphone.PhoneConfig{Server: v.SIP, User: user, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		var answer error
		within(t, "the registrar's answer", func(ctx context.Context) error {
			answer = p.Register(ctx)
			return ctx.Err()
		})
		return answer
	}
	wrong, unknown := try(anna.SIP.Username, "guessed"), try("agent-nobody", "guessed")
	if wrong == nil || unknown == nil {
		t.Errorf("a wrong secret: %v; an unknown phone: %v", wrong, unknown)
	}
	if err := try(anna.SIP.Username, anna.SIP.Password); err != nil {
		t.Errorf("the right secret: %v", err)
	}
}

func extensionOfADeletedAgentIsFreeAgain(t *testing.T, v *e2e.Vonal) {
	anna := v.Hire(t, "Anna", sipphone.RingOnly())
	v.Delete(t, "/agents/"+anna.ID)
	var next e2e.AgentView
	v.Post(t, "/agents", map[string]string{"name": "Next", "extension": anna.Extension}, &next)
	v.Delete(t, "/agents/"+next.ID)
}
