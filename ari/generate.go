package ari

//go:generate go run ./internal/gen
