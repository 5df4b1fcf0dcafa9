package ari

import "context"

// Info asks Asterisk who it is. While it boots the answer is ErrBooting.
func (c *Client) Info(ctx context.Context) (AsteriskInfo, error) { return c.info(ctx) }

// SetGlobal sets a global variable, or writes a function that needs no
// channel: QUEUE_MEMBER(sales,paused,PJSIP/a).
func (c *Client) SetGlobal(ctx context.Context, name, value string) error {
	return c.Asterisk().SetGlobalVar(ctx, AsteriskSetGlobalVarParams{Variable: name, Value: value})
}

// Global reads a global variable; functions are not evaluated.
func (c *Client) Global(ctx context.Context, name string) (string, error) {
	v, err := c.Asterisk().GetGlobalVar(ctx, AsteriskGetGlobalVarParams{Variable: name})
	return v.Value, err
}

// Subscribe makes the application get the events of sources such as
// "endpoint:PJSIP/a". It lasts for this connection only: what must be there
// after a reconnect belongs into Options.Subscriptions.
func (c *Client) Subscribe(ctx context.Context, sources ...string) error {
	_, err := c.Applications().Subscribe(ctx, c.opts.Application, ApplicationsSubscribeParams{EventSource: sources})
	return err
}

// Unsubscribe takes back one Subscribe.
func (c *Client) Unsubscribe(ctx context.Context, sources ...string) error {
	_, err := c.Applications().Unsubscribe(ctx, c.opts.Application, ApplicationsUnsubscribeParams{EventSource: sources})
	return err
}

// EndpointHandle is a phone or trunk as Asterisk knows it.
type EndpointHandle struct {
	c              *Client
	tech, resource string
}

// Endpoint returns the handle of an endpoint: "PJSIP", "a101".
func (c *Client) Endpoint(tech, resource string) EndpointHandle {
	return EndpointHandle{c, tech, resource}
}

// Data asks Asterisk about the endpoint.
func (h EndpointHandle) Data(ctx context.Context) (EndpointData, error) {
	return h.c.Endpoints().Get(ctx, h.tech, h.resource)
}

// ObjectHandle is an object of Asterisk's dynamic configuration, such as the
// "endpoint" a101 of class "res_pjsip".
type ObjectHandle struct {
	c               *Client
	class, kind, id string
}

// Object returns the handle of a configuration object.
func (c *Client) Object(class, kind, id string) ObjectHandle { return ObjectHandle{c, class, kind, id} }

// Get returns all attributes; ErrNotFound if there is no such object.
func (h ObjectHandle) Get(ctx context.Context) ([]ConfigTuple, error) {
	return h.c.Asterisk().GetObject(ctx, h.class, h.kind, h.id)
}

// Put creates the object, or changes the attributes given and keeps the rest.
func (h ObjectHandle) Put(ctx context.Context, fields ...ConfigTuple) error {
	_, err := h.c.Asterisk().UpdateObject(ctx, h.class, h.kind, h.id, AsteriskUpdateObjectParams{Fields: fields})
	return err
}

// Delete removes the object; ErrNotFound if there is none.
func (h ObjectHandle) Delete(ctx context.Context) error {
	return h.c.Asterisk().DeleteObject(ctx, h.class, h.kind, h.id)
}
