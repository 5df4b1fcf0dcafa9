package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Controller is a "vonal serve" beside a Vonal, on the same servers.
type Controller struct {
	*Client
	process *process
}

// Serve starts another controller on v's servers. Flags that are given count
// instead of the usual ones. It returns as soon as the page is served.
func (v *Vonal) Serve(t testing.TB, instance string, flags ...string) *Controller {
	t.Helper()
	f := v.File()
	args := append([]string{
		"serve", "--http", "127.0.0.1:0", "--instance", instance,
		"--postgres", f.Postgres, "--redis", f.Redis, "--ari", WithUser(f.ARI.URL, f.ARI.User, f.ARI.Password),
		"--sip", f.SIP, "--queue-log", v.Dir + "/asterisk/log/queue_log",
		"--recordings", v.Dir + "/asterisk/spool/recording", "--members", v.Dir + "/asterisk/etc/queues.d/members.conf",
	}, flags...)
	return StartServe(t, v.log, f.Token, args)
}

// StartServe starts a controller with these arguments; it ends with the test.
func StartServe(t testing.TB, log io.Writer, token string, args []string) *Controller {
	t.Helper()
	c := &Controller{Client: &Client{}, process: begin(t, log, Binary(t), args...)}
	t.Cleanup(func() {
		if c.process.running() {
			c.Terminate(t)
		}
	})
	address, ok := strings.CutPrefix(c.process.line(t, startPatience), "serving ")
	if !ok {
		t.Fatal("vonal serve ended before it served")
	}
	c.use(address, token)
	return c
}

// Terminate asks the controller to end, and answers its exit code.
func (c *Controller) Terminate(t testing.TB) int {
	t.Helper()
	c.process.signal(t, terminate)
	c.process.wait(t, stopPatience)
	return c.process.code()
}

// WithUser puts user and password into an address.
func WithUser(address, user, password string) string {
	return strings.Replace(address, "://", "://"+user+":"+password+"@", 1)
}

// Readiness is what /readyz answers: 200, or 503 and the reason; 0 where nobody
// answers.
func (c *Client) Readiness(t testing.TB) (status int, reason string) {
	t.Helper()
	res, err := plain.Get(c.url() + "/readyz")
	if err != nil {
		return 0, err.Error()
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// AwaitReady waits until calls can be taken.
func (c *Client) AwaitReady(t testing.TB, within time.Duration) {
	t.Helper()
	eventually(t, within, func() bool {
		status, _ := c.Readiness(t)
		return status == http.StatusOK
	}, "calls can be taken")
}

// AwaitUnready waits until calls cannot be taken, for a reason with this word.
func (c *Client) AwaitUnready(t testing.TB, within time.Duration, word string) {
	t.Helper()
	eventually(t, within, func() bool {
		status, reason := c.Readiness(t)
		return status == http.StatusServiceUnavailable && strings.Contains(reason, word)
	}, "calls cannot be taken, because of %s", word)
}
