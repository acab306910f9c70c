package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"athar/dashboards"
	"athar/ingest"
	"athar/models"
)

// defaultListen is where a workspace is served unless --listen says otherwise.
const defaultListen = "127.0.0.1:8080"

// graceful is how long requests under way may take when the service stops.
const graceful = 30 * time.Second

func (p *program) serve() *cobra.Command {
	var listen string
	c := &cobra.Command{
		Use: "serve", Short: "serve a workspace on this machine", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := onlyHere(listen); err != nil {
				return err
			}
			collectLess()
			o, err := p.open(c.Context(), false, nil)
			if err != nil {
				return err
			}
			return errors.Join(p.listen(c.Context(), o, listen), o.close())
		},
	}
	c.Flags().StringVar(&listen, "listen", defaultListen, "the address; loopback only until accounts exist")
	c.Flags().Int64Var(&p.bodyMB, "largest-post", ingest.MaxBodyBytes>>20, "megabytes that one post may have")
	c.Flags().Int64Var(&p.spoolMB, "room-for-posts", ingest.MaxSpoolBytes>>20, "megabytes of disk that all posts on their way may hold; others are told to come again")
	p.temporaryDisk(c)
	c.Flags().Int64Var(&p.freeMB, "keep-free", ingest.FreeBytes>>20, "megabytes of the workspace's disk below which posts are refused, so that what is there can be kept in order")
	return c
}

// collectLess lets a service keep twice the garbage that Go keeps otherwise,
// unless GOGC says: requests leave much, beside little that stays.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
}

// onlyHere refuses any address that others could reach.
func onlyHere(listen string) error {
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usageError{fmt.Errorf("--listen is HOST:PORT, such as %s", defaultListen)}
	}
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return usageError{fmt.Errorf("--listen must be a loopback address such as %s: there are no accounts yet, so nobody else may be let in", defaultListen)}
	}
	return nil
}

// listen serves until ctx ends, then lets requests under way finish.
func (p *program) listen(ctx context.Context, o *opened, address string) error {
	token, err := tokenOf(o.dir)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	server := p.server(o, token)
	fmt.Fprintf(p.err, "Athar serves %s on http://%s/\nPosting needs the token that `athar token` prints. Ctrl-C stops.\n", o.dir, listener.Addr())
	fmt.Fprintf(p.out, "http://%s/\n", listener.Addr())
	warming, cool := context.WithCancel(ctx)
	cooled := make(chan struct{})
	go func() {
		defer close(cooled)
		dashboards.KeepWarm(warming, server.Handler, listener.Addr().String(), o.settling)
	}()
	defer func() { cool(); <-cooled }() // before the workspace is closed
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.Background(), graceful)
	defer cancel()
	// First the road in: posts under way are finished, others are told to come again, and only then is nobody let in.
	drained := make(chan struct{})
	go func() { o.intake.Stop(); close(drained) }()
	select {
	case <-drained:
	case <-stopping.Done():
	}
	if err := server.Shutdown(stopping); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// settling is another text while anything is on its way to the readers: pages
// made meanwhile would be made for nobody.
func (o *opened) settling() string { return fmt.Sprint(o.engine.Version(), " ", o.intake.Unsealed()) }

// server bounds what one connection may cost before a handler sees it.
func (p *program) server(o *opened, token string) *http.Server {
	return &http.Server{
		Handler: p.routes(o, token), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 1 << 16,
		ErrorLog: slog.NewLogLogger(p.log.Handler(), slog.LevelDebug),
	}
}

func (p *program) token() *cobra.Command {
	return &cobra.Command{
		Use: "token", Short: "print the token that posting needs", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := os.Stat(filepath.Join(p.workspace, "lake")); err != nil {
				return usageError{fmt.Errorf("there is no workspace in %s", p.workspace)}
			}
			token, err := tokenOf(p.workspace)
			if err == nil {
				fmt.Fprintln(p.out, token)
			}
			return err
		},
	}
}

// tokenOf reads the workspace's token, making it the first time.
func tokenOf(workspace string) (string, error) {
	path := filepath.Join(workspace, "keys", "token")
	text, err := os.ReadFile(path)
	if err == nil && len(strings.TrimSpace(string(text))) >= 32 {
		return strings.TrimSpace(string(text)), nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read the token: %w", err)
	}
	secret := make([]byte, 24)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	token := hex.EncodeToString(secret)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	// In one step, so that a service and `athar token` never hold different ones.
	made, err := os.CreateTemp(filepath.Dir(path), ".token-*") // mode 0600
	if err != nil {
		return "", err
	}
	defer os.Remove(made.Name())
	if _, err := made.WriteString(token + "\n"); err != nil {
		made.Close()
		return "", err
	}
	if err := errors.Join(made.Sync(), made.Close()); err != nil {
		return "", err
	}
	if len(text) > 0 { // too short to be one
		return token, os.Rename(made.Name(), path)
	}
	if err := os.Link(made.Name(), path); errors.Is(err, fs.ErrExist) {
		return tokenOf(workspace)
	} else if err != nil {
		return "", err
	}
	return token, nil
}

// allowed reports whether a request carries the token.
func allowed(r *http.Request, token string) bool {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return ok && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

// statuses turn kinds of error into HTTP statuses: the one table.
var statuses = map[models.ErrorKind]int{
	models.Invalid:    http.StatusBadRequest,
	models.NotFound:   http.StatusNotFound,
	models.Unusable:   http.StatusUnprocessableEntity,
	models.Conflict:   http.StatusConflict,
	models.Refused:    http.StatusForbidden,
	models.TooLarge:   http.StatusRequestEntityTooLarge,
	models.TimedOut:   http.StatusServiceUnavailable,
	models.Busy:       http.StatusServiceUnavailable,
	models.Unfinished: http.StatusServiceUnavailable,

	models.Unsupported: http.StatusUnsupportedMediaType,
	models.NoSpace:     http.StatusInsufficientStorage,
}
