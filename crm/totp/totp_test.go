package totp_test

import (
	"strings"
	"testing"
	"time"

	"vonal/crm/totp"
)

// The secret "12345678901234567890" and the codes of RFC 6238, appendix B, of
// which the last six digits are shown.
const rfcSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"} {
		step, ok := totp.Step(rfcSecret, code, time.Unix(at, 0))
		if !ok || step != at/30 {
			t.Errorf("%d: step %d, %v", at, step, ok)
		}
	}
}

func TestACodeHoldsOneStepBeforeAndAfterAndNoLonger(t *testing.T) {
	code, made := "005924", time.Unix(1234567890, 0)
	for away, want := range map[time.Duration]bool{-61: false, -30: true, 0: true, 29: true, 30: true, 61: false, 3600: false} {
		if _, ok := totp.Step(rfcSecret, code, made.Add(away*time.Second)); ok != want {
			t.Errorf("%d s later: %v", away, ok)
		}
	}
}

func TestWhatIsNoCodeIsNone(t *testing.T) {
	for _, code := range []string{"", "0", "5924", "0005924", "005924 ", "٠٠٥٩٢٤", strings.Repeat("0", 10_000), "-05924"} {
		if _, ok := totp.Step(rfcSecret, code, time.Unix(1234567890, 0)); ok {
			t.Errorf("%.20q is taken", code)
		}
	}
	if _, ok := totp.Step("not base32!", "000000", time.Unix(0, 0)); ok {
		t.Error("a broken secret has a code")
	}
}

func TestAnAuthenticatorIsToldEverythingItNeeds(t *testing.T) {
	s, err := totp.New("Vonal", "an:na@x")
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Text) < 32 || !strings.HasPrefix(s.Address, "otpauth://totp/Vonal:an%20na") || !strings.Contains(s.Address, "secret="+s.Text) || !strings.HasPrefix(string(s.Picture), "\x89PNG") {
		t.Errorf("%s %s", s.Text, s.Address)
	}
	if other, _ := totp.New("Vonal", "an:na@x"); other.Text == s.Text {
		t.Error("two secrets are equal")
	}
}
