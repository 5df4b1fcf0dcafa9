package routing

// CallID names a call for ever, in Redis, in PostgreSQL and on the card.
type CallID string

// AgentID names an agent.
type AgentID string

// TeamID names a team of agents.
type TeamID string

// CardID names a customer card.
type CardID string

// ChannelID is Asterisk's name for the caller's leg.
type ChannelID string

// LegNo counts the agent legs of one call from 1; a number is never used
// twice within a call.
type LegNo int
