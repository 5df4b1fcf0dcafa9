package sipphone

import (
	"strings"

	"github.com/emiago/sipgo/sip"
	"github.com/icholy/digest"

	"vonal/internal/fault"
)

// strength orders the digests we can answer, best last.
var strength = map[string]int{"": 1, "MD5": 1, "SHA-256": 2, "SHA-512-256": 3}

// authorize answers the strongest challenge of a 401 or 407; name and value
// are the header to send with the request repeated.
func authorize(res *sip.Response, method, uri, user, password string) (name, value string, err error) {
	const op = "sipphone.authorize"
	asks, answers := "WWW-Authenticate", "Authorization"
	if res.StatusCode == 407 {
		asks, answers = "Proxy-Authenticate", "Proxy-Authorization"
	}
	var best *digest.Challenge
	rank := 0
	for _, h := range res.GetHeaders(asks) {
		challenge, err := digest.ParseChallenge(h.Value())
		if err != nil {
			continue
		}
		if s := strength[strings.ToUpper(challenge.Algorithm)]; s > rank {
			best, rank = challenge, s
		}
	}
	if best == nil {
		return "", "", fault.New(fault.Forbidden, op, "%d %s without a challenge we can answer", res.StatusCode, res.Reason)
	}
	credentials, err := digest.Digest(best, digest.Options{Method: method, URI: uri, Username: user, Password: password})
	if err != nil {
		return "", "", fault.Wrap(op, err)
	}
	return answers, credentials.String(), nil
}
