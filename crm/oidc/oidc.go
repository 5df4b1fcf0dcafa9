// Package oidc logs people in with an OpenID provider: the authorization code
// flow with state, nonce and PKCE. It says who somebody is for the provider;
// who that is here, others decide.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"vonal/internal/clock"
	"vonal/internal/fault"
)

// timeout is how long one request to the provider may take.
const timeout = 5 * time.Second

// Config is what the provider's administrator has given us, and told of us.
type Config struct {
	Issuer       string // "https://login.example.com"
	ClientID     string
	ClientSecret string
	Redirect     string // our address that ends in /api/v1/sessions/oidc/callback
	Name         string // what people call the provider
	Clock        clock.Clock
}

// Provider is an OpenID provider. It is first asked when somebody logs in. It
// is safe for use by many goroutines.
type Provider struct {
	cfg    Config
	client *http.Client

	mu    sync.Mutex
	known *oidc.Provider
}

// New returns the provider.
func New(cfg Config) *Provider {
	if cfg.Clock == nil {
		cfg.Clock = clock.System
	}
	return &Provider{cfg: cfg, client: &http.Client{Timeout: timeout}}
}

// Name is what people call the provider.
func (p *Provider) Name() string { return p.cfg.Name }

// Attempt is what the browser that has begun to log in must come back with.
type Attempt struct {
	State    string `json:"s"`
	Nonce    string `json:"n"`
	Verifier string `json:"v"`
}

// Person is who somebody is for the provider.
type Person struct {
	Issuer  string
	Subject string
	Email   string // "" unless the provider has verified it
	Name    string
}

// Begin is the address to which the browser goes. A provider that does not
// answer is a fault of kind Unavailable.
func (p *Provider) Begin(ctx context.Context) (address string, a Attempt, err error) {
	known, err := p.discover(ctx)
	if err != nil {
		return "", a, err
	}
	a = Attempt{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return p.flow(known).AuthCodeURL(a.State, oidc.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), a, nil
}

// Finish is who has logged in. Whatever does not fit the attempt, or is not
// signed by the provider for us and for now, is a fault of kind Anonymous.
func (p *Provider) Finish(ctx context.Context, a Attempt, state, code string) (Person, error) {
	const op = "oidc.Finish"
	if a.State == "" || subtle.ConstantTimeCompare([]byte(a.State), []byte(state)) != 1 {
		return Person{}, fault.New(fault.Anonymous, op, "the log-in was begun in another browser, or too long ago")
	}
	known, err := p.discover(ctx)
	if err != nil {
		return Person{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.flow(known).Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Person{}, fault.New(fault.Anonymous, op, "the provider does not take the code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	// Only signatures by the provider's own keys count: neither "none" nor what
	// is signed with a shared secret.
	verifier := known.VerifierContext(ctx, &oidc.Config{ClientID: p.cfg.ClientID, Now: p.cfg.Clock.Now})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return Person{}, fault.New(fault.Anonymous, op, "the provider's statement does not hold: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(a.Nonce)) != 1 {
		return Person{}, fault.New(fault.Anonymous, op, "the provider's statement is about another log-in")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // some write it as a string
		Name     string `json:"name"`
	}
	if err := id.Claims(&claims); err != nil {
		return Person{}, fault.New(fault.Anonymous, op, "the provider's statement cannot be read: %w", err)
	}
	if claims.Email == "" && known.UserInfoEndpoint() != "" { // many tell the address there only
		info, err := known.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err != nil {
			return Person{}, fault.New(fault.Anonymous, op, "the provider does not say who it is: %w", err)
		}
		if info.Subject != id.Subject {
			return Person{}, fault.New(fault.Anonymous, op, "the provider tells of somebody else")
		}
		if err := info.Claims(&claims); err != nil {
			return Person{}, fault.New(fault.Anonymous, op, "the provider's statement cannot be read: %w", err)
		}
	}
	who := Person{Issuer: id.Issuer, Subject: id.Subject, Name: claims.Name}
	if claims.Verified == true || claims.Verified == "true" {
		who.Email = claims.Email
	}
	return who, nil
}

func (p *Provider) flow(known *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, RedirectURL: p.cfg.Redirect,
		Endpoint: known.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// discover asks the provider for its addresses, once it answers.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known != nil {
		return p.known, nil
	}
	// The provider keeps this context for its keys; it must not end with the
	// request.
	known, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.cfg.Issuer)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "oidc.discover", "the OpenID provider does not answer: %w", err)
	}
	p.known = known
	return known, nil
}
