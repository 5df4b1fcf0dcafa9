package localstack

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	asteriskconf "vonal/asterisk-conf"
	"vonal/internal/fault"
)

//go:embed launch.sh
var launchScript string

// ownerID is the user and group Asterisk runs as: the machine's asterisk where
// there is one. The number the root folder knows is another program's here.
func ownerID() int {
	if u, err := user.Lookup("asterisk"); err == nil {
		if id, err := strconv.Atoi(u.Uid); err == nil {
			return id
		}
	}
	return 60506
}

func (s *Stack) settings(st server) (asteriskconf.Settings, error) {
	const op = "localstack.settings"
	c := asteriskconf.Default()
	c.SIP = s.sip
	c.RTPStart, c.RTPEnd = s.opts.RTPStart, s.opts.RTPEnd
	if c.RTPStart == 0 {
		c.RTPStart, c.RTPEnd = rtpWindow(s.sip)
	}
	if s.opts.Lease != 0 {
		c.Lease = s.opts.Lease
	}
	if s.opts.FallbackWait != 0 {
		c.FallbackWait = s.opts.FallbackWait
	}
	c.ARI.Listen = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(st.Port))
	c.ARI.Password = st.Password
	for i, text := range s.opts.Trunks {
		addr, err := resolve(text)
		if err != nil {
			return c, fault.New(fault.Invalid, op, "trunk %s: %w", text, err)
		}
		c.Trunks = append(c.Trunks, asteriskconf.Trunk{
			Name:    trunkName(i),
			Address: addr,
			AnyPort: !ofThisMachine(addr.Addr()),
		})
	}
	return c, nil
}

// digest tells one configuration from another.
func digest(c asteriskconf.Settings) (string, error) {
	files, err := asteriskconf.Files(c)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(sum, "%s %d\n%s", name, len(files[name]), files[name])
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// startAsterisk leaves an Asterisk that runs as asked alone; one that runs
// with other settings is started anew.
func (s *Stack) startAsterisk(ctx context.Context) error {
	const op = "localstack.startAsterisk"
	st := s.server(Asterisk)
	if st.Password == "" {
		st.Password = secret()
	}
	if st.alive() {
		same, err := s.runsAsAsked(st)
		if err != nil {
			return err
		}
		if same {
			s.opts.Progress("Asterisk runs already")
			return s.awaitAsterisk(ctx)
		}
		s.opts.Progress("Asterisk: stopping it, its settings have changed")
		if err := s.stopPart(ctx, Asterisk); err != nil {
			return err
		}
	}
	if err := checkSIP(s.sip); err != nil {
		return err
	}
	root, err := FindAsterisk(ctx, s.opts.AsteriskRoot)
	if err != nil {
		return err
	}
	start := func(is server) (server, error) { return s.launchAsterisk(root, is) }
	if err := s.bringUp(ctx, Asterisk, st, start, s.awaitAsterisk); err != nil {
		return fault.Wrap(op, err)
	}
	return nil
}

func (s *Stack) runsAsAsked(st server) (bool, error) {
	c, err := s.settings(st)
	if err != nil {
		return false, err
	}
	want, err := digest(c)
	return want == st.Config, err
}

func (s *Stack) launchAsterisk(root string, st server) (server, error) {
	c, err := s.settings(st)
	if err != nil {
		return st, err
	}
	if st.Config, err = digest(c); err != nil {
		return st, err
	}
	owner := ownerID()
	if err := s.layOutAsterisk(root, c, owner); err != nil {
		return st, err
	}
	st.process, err = launch{
		argv:   []string{"/bin/sh", "-c", launchScript, "asterisk", root, s.path("asterisk"), strconv.Itoa(owner)},
		dir:    "/",
		env:    []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/var/lib/asterisk"},
		log:    s.path("asterisk.log"),
		mounts: true,
	}.start()
	if err != nil {
		return st, err
	}
	const op = "localstack.launchAsterisk"
	if err := os.WriteFile(s.path("asterisk", "pid"), []byte(strconv.Itoa(st.PID)+"\n"), 0o644); err != nil {
		return st, fault.Wrap(op, err)
	}
	return st, nil
}

// layOutAsterisk makes the folders launch.sh mounts, and the configuration.
func (s *Stack) layOutAsterisk(root string, c asteriskconf.Settings, owner int) error {
	const op = "localstack.layOutAsterisk"
	home := s.path("asterisk")
	etc := filepath.Join(home, "etc")
	for _, dir := range []string{"lib", "lib/keys", "spool/recording/fallback", "spool/monitor", "spool/tmp", "log", "run", "etc/queues.d"} {
		if err := os.MkdirAll(filepath.Join(home, dir), 0o750); err != nil {
			return fault.Wrap(op, err)
		}
	}
	for _, dir := range []string{"lib", "lib/keys", "spool", "spool/recording", "spool/recording/fallback", "spool/monitor", "spool/tmp", "log", "run"} {
		if err := os.Chown(filepath.Join(home, dir), owner, owner); err != nil {
			return fault.Wrap(op, err)
		}
	}
	for _, dir := range []string{"etc", "etc/queues.d"} {
		if err := os.Chown(filepath.Join(home, dir), 0, owner); err != nil {
			return fault.Wrap(op, err)
		}
	}
	if err := asteriskconf.Render(etc, c); err != nil {
		return err
	}
	for _, dir := range []string{"extensions.d", "modules.d", "pjsip.d"} {
		if err := os.Chown(filepath.Join(etc, dir), 0, owner); err != nil {
			return fault.Wrap(op, err)
		}
	}
	host, err := os.Hostname()
	if err != nil {
		return fault.Wrap(op, err)
	}
	texts := map[string]string{
		"hosts":       "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 " + host + "\n",
		"resolv.conf": "",
		"cli":         cliScript,
	}
	for name, text := range texts {
		mode := os.FileMode(0o644)
		if name == "cli" {
			mode = 0o755
		}
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), mode); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return mountPoints(root)
}

// mountPoints makes what launch.sh mounts over, where the package did not.
func mountPoints(root string) error {
	const op = "localstack.mountPoints"
	for _, dir := range []string{"etc/asterisk", "var/lib/asterisk", "var/spool/asterisk", "var/log/asterisk", "run/asterisk"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			return fault.Wrap(op, err)
		}
	}
	for _, file := range []string{"etc/hosts", "etc/resolv.conf"} {
		f, err := os.OpenFile(filepath.Join(root, file), os.O_CREATE|os.O_RDONLY, 0o644)
		if err != nil {
			return fault.Wrap(op, err)
		}
		if err := f.Close(); err != nil {
			return fault.Wrap(op, err)
		}
	}
	return nil
}

// cliScript reads the process number anew each time: it survives a restart of
// Asterisk.
const cliScript = `#!/bin/sh
# Runs one line of the Asterisk CLI, given as one argument.
here=$(dirname "$(readlink -f "$0")")
read -r pid < "$here/pid"
cd /
exec nsenter --target "$pid" --mount --root --wd /usr/sbin/asterisk -rx "$1"
`

// awaitAsterisk returns when ARI answers, which is when Asterisk has booted.
func (s *Stack) awaitAsterisk(ctx context.Context) error {
	const op = "localstack.awaitAsterisk"
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	defer cancel()
	var last error
	var have string
	ended := false
	err := until(ctx, func() bool {
		if ended = !s.server(Asterisk).alive(); ended {
			return true
		}
		have, last = s.asteriskVersion(ctx)
		return last == nil
	})
	switch {
	case ended:
		return fault.New(fault.Unavailable, op, "Asterisk ended: %s", tail(s.path("asterisk.log")))
	case err != nil:
		return fault.New(fault.Unavailable, op, "Asterisk does not answer: %w", last)
	case !newEnough(have):
		return fault.New(fault.Unavailable, op, "Asterisk is %s, older than %s", have, MinAsterisk)
	}
	return nil
}

func (s *Stack) asteriskVersion(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	ari := s.ARI()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, ari.URL+"/asterisk/info?only=system", nil)
	if err != nil {
		return "", err
	}
	req.SetBasicAuth(ari.User, ari.Password)
	req.Close = true // a kept connection would count against Asterisk's sessions
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("ARI answers %s", answer.Status)
	}
	var info struct {
		System struct {
			Version string `json:"version"`
		} `json:"system"`
	}
	err = json.NewDecoder(answer.Body).Decode(&info)
	return info.System.Version, err
}
