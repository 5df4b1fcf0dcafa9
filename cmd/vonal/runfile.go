package main

import (
	"encoding/json"
	"os"
	"path/filepath"

	"vonal/internal/localstack"
)

// runFile is DIR/run.json: all that a script needs to drive what "vonal run"
// has started.
type runFile struct {
	URL         string         `json:"url"`
	SIP         string         `json:"sip"`
	Token       string         `json:"token"`
	Login       string         `json:"login"`
	Password    string         `json:"password"`
	Postgres    string         `json:"postgres"`
	Redis       string         `json:"redis"`
	ARI         localstack.ARI `json:"ari"`
	AsteriskCLI []string       `json:"asterisk_cli"`
	PIDs        map[string]int `json:"pids"`
	Metrics     string         `json:"metrics"`
}

func runFilePath(dir string) string { return filepath.Join(dir, "run.json") }

// write replaces the file at once, readable by the owner only.
func (r runFile) write(dir string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	unfinished := runFilePath(dir) + ".new"
	if err := os.WriteFile(unfinished, append(b, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(unfinished, runFilePath(dir))
}

// readRunFile reads what an earlier start has written; zero if none has.
func readRunFile(dir string) (runFile, error) {
	var r runFile
	b, err := os.ReadFile(runFilePath(dir))
	if os.IsNotExist(err) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(b, &r)
}
