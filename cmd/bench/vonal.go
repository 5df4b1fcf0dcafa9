package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"vonal/ari"
)

// vonal is one "vonal run" and what it wrote into run.json.
type vonal struct {
	binary, dir string
	args        []string

	process *exec.Cmd
	log     *os.File
	file    runFile
}

// runFile is the part of DIR/run.json that is needed here.
type runFile struct {
	URL         string         `json:"url"`
	Token       string         `json:"token"`
	Login       string         `json:"login"`
	Password    string         `json:"password"`
	Postgres    string         `json:"postgres"`
	Redis       string         `json:"redis"`
	AsteriskCLI []string       `json:"asterisk_cli"`
	PIDs        map[string]int `json:"pids"`
}

// start starts the program and waits until calls can be taken. Servers that a
// killed program has left are used again.
func (v *vonal) start(ctx context.Context, transport ari.Transport) error {
	var err error
	if v.log, err = os.OpenFile(filepath.Join(v.dir, "vonal.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
		return err
	}
	v.process = exec.Command(v.binary, append(v.args, "--ari-transport", string(transport))...)
	v.process.Stderr = v.log
	v.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C is for us; we stop it in order
	out, err := v.process.StdoutPipe()
	if err != nil {
		return err
	}
	if err := v.process.Start(); err != nil {
		return err
	}
	ready := make(chan error, 1)
	go func() {
		lines := bufio.NewScanner(out)
		if lines.Scan() && strings.HasPrefix(lines.Text(), "ready ") {
			ready <- nil
		} else {
			ready <- fmt.Errorf("vonal run is not ready; see %s", v.log.Name())
		}
		_, _ = io.Copy(io.Discard, out)
	}()
	select {
	case err = <-ready:
	case <-time.After(3 * time.Minute):
		err = errors.New("vonal run takes more than 3 minutes to be ready")
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(err, v.stop())
	}
	b, err := os.ReadFile(filepath.Join(v.dir, "run.json"))
	if err != nil {
		return err
	}
	return json.Unmarshal(b, &v.file)
}

// kill leaves the servers running, for another start.
func (v *vonal) kill() error {
	defer v.log.Close()
	err := v.process.Process.Kill()
	_ = v.process.Wait() // it says that it was killed
	return err
}

// stop stops the servers too.
func (v *vonal) stop() error {
	if v.process == nil || v.process.Process == nil || v.process.ProcessState != nil { // it never ran, or is over
		return nil
	}
	defer v.log.Close()
	if err := v.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	late := time.AfterFunc(time.Minute, func() { _ = v.process.Process.Kill() })
	defer late.Stop()
	return v.process.Wait()
}

// cli gives Asterisk one line.
func (v *vonal) cli(ctx context.Context, line string) (string, error) {
	argv := append(append([]string{}, v.file.AsteriskCLI...), line)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("asterisk: %s: %w: %s", line, err, out)
	}
	return string(out), nil
}

// call is one request of the API. in and answer may be nil.
func (v *vonal) call(ctx context.Context, method, path string, in, answer any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, v.file.URL+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+v.file.Token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode >= 300:
		return fmt.Errorf("%s %s: %s: %s", method, path, res.Status, b)
	case answer == nil:
		return nil
	}
	return json.Unmarshal(b, answer)
}
