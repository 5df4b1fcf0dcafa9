package sipphone_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"vonal/internal/localstack"
	"vonal/internal/sipphone"
)

// pbx is the one real Asterisk of this package's tests, started by the first
// test that asks for it.
var pbx struct {
	once  sync.Once
	err   error
	dir   string
	stack *localstack.Stack
	trunk *sipphone.Socket
}

func TestMain(m *testing.M) {
	code := m.Run()
	if pbx.trunk != nil {
		pbx.trunk.Close()
	}
	if pbx.stack != nil {
		if err := pbx.stack.Stop(context.Background()); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.RemoveAll(pbx.dir)
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// lines is how many phones Asterisk knows, from 101 on.
const lines = 60

// asterisk is a running Asterisk that knows the phones 101 and on, whose
// password is their number reversed, and takes calls from the trunk.
func asterisk(t *testing.T) (server string, trunk *sipphone.Socket) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs a real Asterisk")
	}
	pbx.once.Do(func() { pbx.err = startAsterisk(t.Context()) })
	ok(t, pbx.err)
	return pbx.stack.SIP(), pbx.trunk
}

func startAsterisk(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var err error
	if pbx.dir, err = os.MkdirTemp("", "sipphone"); err != nil {
		return err
	}
	if pbx.trunk, err = sipphone.Listen(""); err != nil {
		return err
	}
	free, err := sipphone.Listen("")
	if err != nil {
		return err
	}
	address := free.Addr()
	free.Close()
	pbx.stack, err = localstack.Start(ctx, localstack.Options{
		Dir: pbx.dir, Parts: []localstack.Part{localstack.Asterisk}, SIP: address, Trunks: []string{pbx.trunk.Addr()},
		AsteriskRoot: "../../var/asterisk-root",
	})
	if err != nil {
		return err
	}
	conf := pbx.stack.ConfigDir()
	if err := os.WriteFile(filepath.Join(conf, "pjsip.d", "phones.conf"), []byte(phonesConf()), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(conf, "extensions.d", "phones.conf"), []byte(dialplan), 0o644); err != nil {
		return err
	}
	for _, reload := range []string{"module reload res_pjsip.so", "dialplan reload"} {
		if _, err := cli(ctx, reload); err != nil {
			return err
		}
	}
	return nil
}

func cli(ctx context.Context, line string) (string, error) {
	argv := append(pbx.stack.AsteriskCLI(), line)
	out, err := exec.CommandContext(ctx, argv[0], argv[1:]...).CombinedOutput()
	return string(out), err
}

// dialplan: 1xx rings that phone; 2xx rings 1xx for a second and then the next
// phone; 900 plays music; 901 sends early media; 902 is busy, and so is
// s, where a call to a tel: address ends.
const dialplan = `
[from-trunk]
exten => _1XX,1,Dial(PJSIP/${EXTEN},30)
 same => n,Hangup(${HANGUPCAUSE})
exten => _2XX,1,Dial(PJSIP/1${EXTEN:1},1,r)
 same => n,Dial(PJSIP/$[1${EXTEN:1}+1],30)
exten => 900,1,Answer()
 same => n,MusicOnHold()
exten => 901,1,Progress()
 same => n,MusicOnHold()
exten => 902,1,Hangup(17)
exten => s,1,Hangup(17)
[from-agents]
exten => _1XX,1,Dial(PJSIP/${EXTEN},30)
`

func phonesConf() string {
	var b strings.Builder
	for i := range lines {
		user := fmt.Sprint(101 + i)
		fmt.Fprintf(&b, `
[%[1]s]
type = auth
auth_type = digest
username = %[1]s
password = %[2]s
supported_algorithms_uas = SHA-256,MD5
[%[1]s]
type = aor
max_contacts = 1
remove_existing = yes
qualify_frequency = 1
[%[1]s]
type = endpoint
context = from-agents
disallow = all
allow = alaw,ulaw
direct_media = no
rtp_symmetric = yes
force_rport = yes
rewrite_contact = yes
auth = %[1]s
aors = %[1]s
callerid = Phone %[1]s <%[1]s>
`, user, reversed(user))
	}
	return b.String()
}

func reversed(s string) string { return string([]byte{s[2], s[1], s[0]}) }

// registered is a phone of Asterisk's that has registered.
func registered(t *testing.T, user string, cfg sipphone.PhoneConfig) *sipphone.Phone {
	t.Helper()
	server, _ := asterisk(t)
	cfg.User, cfg.Password, cfg.Server = user, reversed(user), server
	p := desk(t, cfg)
	ok(t, p.Register(soon(t)))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := p.Unregister(ctx); err != nil {
			t.Error(err)
		}
	})
	return p
}

// ring calls an extension of Asterisk from the trunk.
func ring(t *testing.T, to string, cfg sipphone.CallConfig) *sipphone.Caller {
	t.Helper()
	server, trunk := asterisk(t)
	cfg.Socket, cfg.Server, cfg.To = trunk, server, to
	if cfg.From == "" {
		cfg.From = "+36301234567"
	}
	c, err := sipphone.Call(t.Context(), cfg)
	ok(t, err)
	return c
}

// noChannels is true when Asterisk has no call left.
func noChannels() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	out, err := cli(ctx, "core show channels count")
	return err == nil && strings.Contains(out, "0 active channels")
}
