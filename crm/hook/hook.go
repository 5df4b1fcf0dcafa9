// Package hook tells addresses outside of the house of events, signed as
// Standard Webhooks (standardwebhooks.com) has it.
package hook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"vonal/crm"
	"vonal/internal/fault"
)

// message is what is told of an event.
type message struct {
	ID        crm.EventID     `json:"id"`
	Type      crm.EventKind   `json:"type"`
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// Send tells of an event, and answers what came of it.
func Send(ctx context.Context, client *http.Client, c crm.WebhookCall, now time.Time) (end crm.WebhookEnd) {
	req, err := request(ctx, c, now)
	if err != nil {
		end.Why = err.Error()
		return end
	}
	res, err := client.Do(req)
	var cause *url.Error
	switch {
	case errors.As(err, &cause): // without the address, which may hold a secret
		end.Why = cause.Err.Error()
		return end
	case err != nil:
		end.Why = err.Error()
		return end
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, 4096) // so that the connection can be used again
	end.Status, end.Why = res.StatusCode, res.Status
	end.Sent, end.Gone = res.StatusCode/100 == 2, res.StatusCode == http.StatusGone
	return end
}

// request is the request by which an address is told.
func request(ctx context.Context, c crm.WebhookCall, now time.Time) (*http.Request, error) {
	const op = "hook.Send"
	body, err := json.Marshal(message{c.Event, c.Kind, c.At, c.Data})
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fault.Wrap(op, err)
	}
	stamp := strconv.FormatInt(now.Unix(), 10)
	signature, err := Sign(c.Secret, string(c.Event), stamp, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Vonal")
	req.Header.Set("webhook-id", string(c.Event))
	req.Header.Set("webhook-timestamp", stamp)
	req.Header.Set("webhook-signature", signature)
	return req, nil
}

// Sign is the signature of a message by a secret, as its receiver reckons it.
func Sign(secret, id, timestamp string, body []byte) (string, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return "", fault.New(fault.Internal, "hook.Sign", "the secret cannot be read")
	}
	sum := hmac.New(sha256.New, key)
	sum.Write([]byte(id + "." + timestamp + "."))
	sum.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(sum.Sum(nil)), nil
}
