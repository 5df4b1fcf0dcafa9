package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"vonal/crm"
	"vonal/crm/oidc"
	"vonal/crm/seal"
	"vonal/internal/clock"
)

// identity are the flags about who may log in, and how.
type identity struct {
	public, key                          string
	issuer, client, provider, unknownAre string
}

func (i *identity) declare(f *flag.FlagSet) {
	f.StringVar(&i.public, "url", "", "the address people type, such as https://crm.example.com; where --http listens if empty")
	f.StringVar(&i.key, "secret-key", "", "file with the key that seals the secrets of second factors; of vonal run its own, below --data")
	f.StringVar(&i.issuer, "oidc-issuer", "", "the OpenID provider by which people may log in, https://login.example.com; none if empty")
	f.StringVar(&i.client, "oidc-client", "", "our name at the provider; its secret is read from the environment, VONAL_OIDC_SECRET")
	f.StringVar(&i.provider, "oidc-name", "OpenID", "what people call the provider")
	f.StringVar(&i.unknownAre, "oidc-role", "", "the role of people whom the provider knows and Vonal does not; they are refused if empty")
}

// settle checks the flags.
func (i *identity) settle(s *settings) error {
	if i.public != "" {
		u, err := url.Parse(i.public)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return badUsage("--url %q needs the form https://HOST", i.public)
		}
		s.Public = u.Scheme + "://" + u.Host
	}
	if i.key != "" {
		key, err := readKey(i.key)
		if err != nil {
			return badUsage("--secret-key: %v", err)
		}
		s.Key = key
	}
	if i.issuer != "" {
		if i.client == "" || os.Getenv("VONAL_OIDC_SECRET") == "" {
			return badUsage("--oidc-issuer needs --oidc-client, and the secret in VONAL_OIDC_SECRET")
		}
		if u, err := url.Parse(i.issuer); err != nil || u.Host == "" {
			return badUsage("--oidc-issuer %q needs the form https://HOST", i.issuer)
		}
		s.OIDC = oidc.Config{Issuer: i.issuer, ClientID: i.client, ClientSecret: os.Getenv("VONAL_OIDC_SECRET"), Name: i.provider}
		s.OIDCRole = crm.Role(i.unknownAre)
	}
	s.SetUpToken = rand.Text()
	return nil
}

// readKey reads a key that its owner alone can read.
func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others; chmod 600 it", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != seal.KeySize {
		return nil, fmt.Errorf("%s does not hold %d bytes in base64", path, seal.KeySize)
	}
	return key, nil
}

// ownKey reads the key, and makes it where there is none.
func ownKey(path string) ([]byte, error) {
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	key = make([]byte, seal.KeySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return key, os.WriteFile(path, []byte(base64.StdEncoding.EncodeToString(key)+"\n"), 0o600)
}

// public is the address people type.
func (p *program) public() string {
	if p.Public != "" {
		return p.Public
	}
	return p.url()
}

// invite prints the address at which the first administrator is made, where
// there is none.
func (p *program) invite(ctx context.Context) {
	if p.welcome == nil { // who starts us makes the first one themselves
		p.server.CloseSetUp()
		return
	}
	switch there, err := p.store.HasAdministrator(ctx); {
	case err != nil:
		p.Log.Error("it is not known whether there is an administrator", "error", err)
	case there:
		p.server.CloseSetUp()
	default:
		fmt.Fprintf(p.welcome, "there is no administrator yet: open %s/setup#%s within half an hour\n", p.public(), p.SetUpToken)
	}
}

// chain puts what was written for the audit log into its chain, until ctx ends.
func (p *program) chain(ctx context.Context) {
	for ctx.Err() == nil {
		if err := p.store.ChainAudit(ctx); err != nil && ctx.Err() == nil {
			p.Log.Warn("the audit log cannot be chained yet", "error", err)
		}
		clock.Wait(ctx, p.Clock, time.Second)
	}
}
