package hook_test

import (
	"testing"

	"vonal/crm/hook"
)

// TestTheSignatureIsThatOfStandardWebhooks takes the example of its specification.
func TestTheSignatureIsThatOfStandardWebhooks(t *testing.T) {
	got, err := hook.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
}
