package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"net/netip"

	asteriskconf "vonal/asterisk-conf"
)

// addresses is a flag that may be given several times.
type addresses []string

func (a *addresses) String() string     { return fmt.Sprint([]string(*a)) }
func (a *addresses) Set(s string) error { *a = append(*a, s); return nil }

// writeAsteriskConf renders our configuration for an Asterisk that is
// installed on its own.
func writeAsteriskConf(_ context.Context, args []string, out, errs io.Writer) error {
	f := flag.NewFlagSet("asterisk-conf", flag.ContinueOnError)
	dir := f.String("out", "", "folder to write to (then copy it over /etc/asterisk)")
	sip := f.String("sip", "0.0.0.0:5060", "HOST:PORT for phones and trunks")
	var trunks addresses
	f.Var(&trunks, "trunk", "HOST:PORT of a provider whose calls are taken without authentication; may be repeated")
	if err := parse(f, args, errs); err != nil {
		return err
	}
	if *dir == "" {
		return badUsage("--out DIR is missing")
	}
	s := asteriskconf.Default()
	s.ARI.Password = rand.Text() + rand.Text()
	var err error
	if s.SIP, err = netip.ParseAddrPort(*sip); err != nil {
		return badUsage("--sip: %v", err)
	}
	for i, t := range trunks {
		address, err := netip.ParseAddrPort(t)
		if err != nil {
			return badUsage("--trunk: %v", err)
		}
		s.Trunks = append(s.Trunks, asteriskconf.Trunk{Name: fmt.Sprintf("trunk-%d", i+1), Address: address, AnyPort: true})
	}
	if err := asteriskconf.Render(*dir, s); err != nil {
		return badUsage("%v", err)
	}
	fmt.Fprintf(out, "written to %s\nstart Vonal with --ari http://%s:%s@%s/ari\n", *dir, s.ARI.User, s.ARI.Password, s.ARI.Listen)
	return nil
}
