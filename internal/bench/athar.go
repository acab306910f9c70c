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
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// ran is what a command of the program cost.
type ran struct {
	out  []byte
	took time.Duration
	peak int64 // bytes of memory at most
}

// command runs the program once, on a workspace.
func (b *bench) command(ctx context.Context, workspace string, args ...string) (ran, error) {
	c := exec.CommandContext(ctx, b.athar, append([]string{"--language", "en", "--workspace", workspace}, args...)...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	begun := time.Now()
	if err := c.Start(); err != nil {
		return ran{}, fmt.Errorf("athar %s: %w", args[0], err)
	}
	ended, peak := make(chan struct{}), make(chan int64, 1)
	go func() { peak <- peakOf(c.Process.Pid, ended) }()
	err := c.Wait()
	r := ran{out: out.Bytes(), took: time.Since(begun)}
	close(ended)
	r.peak = <-peak
	if err != nil {
		return r, fmt.Errorf("athar %s: %w: %s", args[0], err, bytes.TrimSpace(said.Bytes()))
	}
	return r, nil
}

// service is a workspace served on loopback.
type service struct {
	process *exec.Cmd
	address string
	token   string
	client  *http.Client
}

func (b *bench) serve(ctx context.Context, workspace string) (*service, error) {
	token, err := b.command(ctx, workspace, "token")
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, b.athar, "--language", "en", "--workspace", workspace, "serve", "--listen", "127.0.0.1:0")
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	s := &service{process: c, token: strings.TrimSpace(string(token.out)),
		client: &http.Client{Timeout: 10 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("athar serve did not begin: %w", err)
	}
	s.address = strings.TrimSuffix(strings.TrimSpace(first), "/")
	return s, nil
}

func (s *service) stop() {
	_ = s.process.Process.Signal(os.Interrupt)
	_ = s.process.Wait()
}

// get reads an answer to its last byte.
func (s *service) get(ctx context.Context, path string) (body []byte, status int, took time.Duration, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address+path, nil)
	if err != nil {
		return nil, 0, 0, err
	}
	begun := time.Now()
	response, err := s.client.Do(request)
	if err != nil {
		return nil, 0, 0, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	return body, response.StatusCode, time.Since(begun), err
}

// settled waits until readers see all that was posted.
func (s *service) settled(ctx context.Context) error {
	for {
		told, err := s.metrics(ctx)
		if err != nil || told["athar_posts_unsealed"] == 0 {
			return err
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// metrics are what the service tells of itself, each under its name and labels as they are written.
func (s *service) metrics(ctx context.Context) (map[string]float64, error) {
	text, status, _, err := s.get(ctx, "/metrics")
	if err != nil || status != http.StatusOK {
		return nil, errors.Join(err, fmt.Errorf("/metrics gave status %d", status))
	}
	told := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		at := strings.LastIndexByte(line, ' ')
		if at < 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if told[line[:at]], err = strconv.ParseFloat(strings.TrimSpace(line[at:]), 64); err != nil {
			return nil, fmt.Errorf("read /metrics: %w", err)
		}
	}
	return told, nil
}

// ask asks over HTTP; ok is false where the question is refused.
func (s *service) ask(ctx context.Context, measure string, question url.Values) (took time.Duration, commit int64, ok bool, err error) {
	body, status, took, err := s.get(ctx, "/api/v1/answers/"+measure+"?"+question.Encode())
	if err != nil || status != http.StatusOK {
		if err == nil && status >= 500 {
			err = fmt.Errorf("asking gave status %d", status)
		}
		return took, 0, false, err
	}
	var answer struct{ Commit int64 }
	err = json.Unmarshal(body, &answer)
	return took, answer.Commit, true, err
}

// postsOf is where a source posts its participations to.
func postsOf(source string) string {
	return "/api/v1/records/participations?source=" + source + "&identity=pupil_number"
}

// post sends records of a source and returns the commit they are in. Where the service is busy it comes again.
func (s *service) post(ctx context.Context, source string, records []byte) (commit int64, err error) {
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address+postsOf(source), bytes.NewReader(records))
		if err != nil {
			return 0, err
		}
		request.Header.Set("Authorization", "Bearer "+s.token)
		request.Header.Set("Content-Type", "application/x-ndjson")
		response, err := s.client.Do(request)
		if err != nil {
			return 0, err
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		switch {
		case err != nil:
			return 0, err
		case response.StatusCode == http.StatusServiceUnavailable:
			time.Sleep(100 * time.Millisecond)
			continue
		case response.StatusCode != http.StatusCreated:
			return 0, fmt.Errorf("posting gave status %d: %s", response.StatusCode, body)
		}
		var receipt struct{ Commit int64 }
		return receipt.Commit, json.Unmarshal(body, &receipt)
	}
}
