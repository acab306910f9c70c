package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// postgres is a server of our own in a temporary folder, reached over a unix socket, with the settings it comes with:
// an insert is on disk before it is acknowledged.
type postgres struct {
	process     *exec.Cmd
	folder      string
	connections []*pgx.Conn
}

// postgresFolder is where Debian keeps the programs of the newest PostgreSQL.
func postgresFolder() (string, bool) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return "", false
	}
	return slices.MaxFunc(found, func(a, b string) int { return versionOf(a) - versionOf(b) }), true
}

func versionOf(bin string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return n
}

const createTable = `CREATE TABLE participations (record_id text PRIMARY KEY, person_id text NOT NULL, opportunity_id text NOT NULL, stage text NOT NULL,
	occurred_on date, minutes double precision, session_id text, channel text, barrier text, reason text, source text NOT NULL)`

// startPostgres starts a server and connects every client. Without one it says why.
func startPostgres(ctx context.Context) (*postgres, string) {
	bin, ok := postgresFolder()
	if !ok {
		return nil, "PostgreSQL is not installed: apt-get install postgresql"
	}
	p := &postgres{}
	if err := p.start(ctx, bin); err != nil {
		p.stop()
		return nil, "PostgreSQL did not start: " + err.Error()
	}
	return p, ""
}

func (p *postgres) start(ctx context.Context, bin string) (err error) {
	if p.folder, err = os.MkdirTemp("", "athar-bench-pg-"); err != nil {
		return err
	}
	as, err := p.unprivileged()
	if err != nil {
		return err
	}
	data := filepath.Join(p.folder, "data")
	initialise := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "bench", "--encoding=UTF8", "--locale=C")
	initialise.SysProcAttr, initialise.Dir = as, p.folder
	if out, err := initialise.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out))
	}
	p.process = exec.CommandContext(ctx, filepath.Join(bin, "postgres"), "-D", data, "-k", p.folder, "-c", "listen_addresses=")
	p.process.SysProcAttr, p.process.Dir = as, p.folder
	p.process.Cancel = func() error { return p.process.Process.Signal(os.Interrupt) }
	if err := p.process.Start(); err != nil {
		p.process = nil
		return err
	}
	for range clients {
		c, err := p.connect(ctx)
		if err != nil {
			return err
		}
		p.connections = append(p.connections, c)
	}
	_, err = p.connections[0].Exec(ctx, createTable)
	return err
}

// unprivileged is how its processes run: the server refuses to be run by root.
func (p *postgres) unprivileged() (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	owner, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.Atoi(owner.Uid)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.Atoi(owner.Gid)
	if err != nil {
		return nil, err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(p.folder, uid, gid)
}

// connect waits until the server listens.
func (p *postgres) connect(ctx context.Context) (c *pgx.Conn, err error) {
	for begun := time.Now(); time.Since(begun) < 30*time.Second; time.Sleep(100 * time.Millisecond) {
		if c, err = pgx.Connect(ctx, "host="+p.folder+" user=bench dbname=postgres"); err == nil {
			return c, nil
		}
	}
	return nil, err
}

// insert inserts one row and waits until it is durable.
func (p *postgres) insert(ctx context.Context, client int, n int64, records []record) error {
	r := records[int(n)%len(records)]
	_, err := p.connections[client].Exec(ctx, `INSERT INTO participations (record_id, person_id, opportunity_id, stage, occurred_on, channel, source)
		VALUES ($1, $2, $3, $4, $5::text::date, $6, $7)`, "bench-"+strconv.FormatInt(n, 10), r.person, r.opportunity, r.stage, r.on, "platform", "masar")
	return err
}

func (p *postgres) stop() {
	for _, c := range p.connections {
		_ = c.Close(context.Background())
	}
	if p.process != nil {
		err := p.process.Process.Signal(os.Interrupt)
		if err == nil || errors.Is(err, os.ErrProcessDone) {
			_ = p.process.Wait()
		}
	}
	if p.folder != "" {
		_ = os.RemoveAll(p.folder)
	}
}
