// Package totp makes the secrets of authenticators and checks the codes that
// these show (RFC 6238: six digits, new every half minute).
package totp

import (
	"bytes"
	"crypto/subtle"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"vonal/internal/fault"
)

// period is how long a code is shown.
const period = 30 * time.Second

// Secret is what an authenticator is told, once.
type Secret struct {
	Text    string // base32
	Address string // otpauth://…
	Picture []byte // the address as a QR code, PNG
}

// New makes the secret of an account.
func New(issuer, account string) (Secret, error) {
	const op = "totp.New"
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: strings.ReplaceAll(account, ":", " "), SecretSize: 20})
	if err != nil {
		return Secret{}, fault.Wrap(op, err)
	}
	image, err := key.Image(240, 240)
	if err != nil {
		return Secret{}, fault.Wrap(op, err)
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image); err != nil {
		return Secret{}, fault.Wrap(op, err)
	}
	return Secret{Text: key.Secret(), Address: key.URL(), Picture: picture.Bytes()}, nil
}

// Step is the half minute of which the code is: the present one, the one before
// or the one after, since clocks differ. ok is false when it is of none.
func Step(secret, code string, now time.Time) (step int64, ok bool) {
	present := now.Unix() / int64(period/time.Second)
	for _, s := range []int64{present, present - 1, present + 1} {
		right, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(right), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}
