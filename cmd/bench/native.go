package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// The numbers that are dialled. Every other one is Vonal's.
const (
	toVonal      = "1000"
	toQueue      = "2000"
	toQueueTaped = "2001" // with a recording, as Vonal makes one of each call
	toQueueShort = "2002" // a phone rings for 1 s only
	toDial       = "3"    // and the place of the agent, four digits
	toDialTwice  = "4"    // the same, and the next agent a second later
)

// native gives the Asterisk of the run a queue with the same agents as
// members, and extensions that dial them.
func (c *company) native(ctx context.Context) error {
	etc := filepath.Join(c.dir, "asterisk", "etc")
	if err := keepWith(filepath.Join(etc, "extensions.d"), "bench.conf", c.dialplan()); err != nil {
		return err
	}
	// queues.conf is written anew at the next start of Asterisk: these queues
	// live as long as the run does.
	if err := c.queues(filepath.Join(etc, "queues.conf")); err != nil {
		return err
	}
	for _, line := range []string{"dialplan reload", "queue reload all"} {
		if _, err := c.cli(ctx, line); err != nil {
			return err
		}
	}
	shown, err := c.cli(ctx, "queue show bench")
	if err != nil {
		return err
	}
	if n := strings.Count(shown, "PJSIP/"); n < len(c.fleet.Phones()) {
		return fmt.Errorf("app_queue has %d of %d members: %s", n, len(c.fleet.Phones()), shown)
	}
	return nil
}

// rest is how the queues' rest is written in queues.conf.
var rest = regexp.MustCompile(`(?m)^wrapuptime = .*$`)

// queues adds the queues that are measured. A call that Vonal does not take in
// time goes to the fallback queue, whose members shall rest no longer than
// Vonal's agents do here: app_queue counts what they did in any queue.
func (c *company) queues(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	shortened := rest.ReplaceAllString(string(text), "wrapuptime = 1")
	return os.WriteFile(file, []byte(shortened+c.queue("bench", 5)+c.queue("bench-short", 1)), 0o640)
}

// dialplan is what is dialled. An extension of its own wins over Vonal's
// pattern.
func (c *company) dialplan() string {
	var b strings.Builder
	fmt.Fprintf(&b, "[from-trunk]\nexten => %s,1,Queue(bench)\n", toQueue)
	fmt.Fprintf(&b, "exten => %s,1,MixMonitor(bench-${UNIQUEID}.wav,b)\n same => n,Queue(bench)\n", toQueueTaped)
	fmt.Fprintf(&b, "exten => %s,1,Queue(bench-short)\n", toQueueShort)
	phones := c.fleet.Phones()
	for i, p := range phones {
		fmt.Fprintf(&b, "exten => %s,1,Dial(PJSIP/%s,5)\n", dialled(toDial, i), p.User())
		next := phones[(i+1)%len(phones)].User()
		fmt.Fprintf(&b, "exten => %s,1,Dial(PJSIP/%s,1)\n same => n,Dial(PJSIP/%s,5)\n", dialled(toDialTwice, i), p.User(), next)
	}
	return b.String()
}

func dialled(prefix string, agent int) string { return fmt.Sprintf("%s%04d", prefix, agent) }

// queue is a queue as the fallback's, with the shortest rest, whose members
// ring for so many seconds.
func (c *company) queue(name string, ring int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n[%s]\nstrategy = rrmemory\ntimeout = %d\nretry = 1\nwrapuptime = 1\nringinuse = no\njoinempty = yes\nleavewhenempty = no\n", name, ring)
	for _, p := range c.fleet.Phones() {
		fmt.Fprintf(&b, "member => PJSIP/%s,0,%[1]s,PJSIP/%[1]s\n", p.User())
	}
	return b.String()
}

// keepWith writes a file that the group of its folder may read: Asterisk's.
func keepWith(folder, name, text string) error {
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return err
	}
	return os.Chmod(path, 0o644) // whatever the umask is
}
