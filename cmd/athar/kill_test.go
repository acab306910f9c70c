package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/duckdb/duckdb-go/v2"

	"athar/ingest/lake"
	"athar/models"
)

var discardLog = slog.New(slog.DiscardHandler)

// The service is killed so many times, or as often as there is time for on a
// busy machine; -short takes fewer.
const (
	killsShort, killsLong = 30, 200
	killsAtLeast          = 20
	killingTime           = 240 * time.Second
)

// sent is a post that one of the clients made, and what it was told.
type sent struct {
	sending
	tag     string // stands in each of its rows, and in no other
	rows    int
	receipt models.Receipt // of an acknowledged one
}

// column is where a kind's rows carry the tag.
var tagColumn = map[string]string{"participations": "opportunity_id", "people": "school_id", "credentials": "title"}

// make invents a post of a few rows.
func inventPost(random *rand.Rand, tag string) sent {
	p := sent{tag: tag, rows: 1 + random.IntN(6)}
	p.source, p.identity = "web", "card"
	if random.IntN(2) == 0 {
		p.rows = 1 // most of these take the lane beside the road
	}
	records := make([]map[string]string, p.rows)
	switch random.IntN(3) {
	case 0:
		p.kind = "participations"
		for i := range records {
			records[i] = map[string]string{"person_id": fmt.Sprint("p", i), "opportunity_id": tag, "stage": "attended", "occurred_on": "2024-03-01"}
			if random.IntN(2) == 0 || i > 0 {
				records[i]["record_id"] = fmt.Sprint(tag, "-", i)
			}
		}
		if records[0]["record_id"] == "" { // all or none: without ids they are made from the rows
			for i := range records {
				delete(records[i], "record_id")
			}
		}
	case 1:
		p.kind = "people"
		for i := range records {
			records[i] = map[string]string{"person_id": fmt.Sprint(tag, "-", i), "school_id": tag, "grade": "4"}
		}
	default:
		p.kind = "credentials"
		for i := range records {
			records[i] = map[string]string{"record_id": fmt.Sprint(tag, "-", i), "person_id": fmt.Sprint("p", i), "title": tag, "awarded_on": "2024-04-01", "evidence_url": "https://example.org/" + tag}
		}
	}
	switch random.IntN(3) {
	case 0:
		text, _ := json.Marshal(records)
		p.media, p.body = "application/json", string(text)
	case 1:
		p.media = "application/x-ndjson"
		for _, r := range records {
			text, _ := json.Marshal(r)
			p.body += string(text) + "\n"
		}
	default:
		p.media = "text/csv"
		var names []string
		for name := range records[0] {
			names = append(names, name)
		}
		p.body = strings.Join(names, ",") + "\n"
		for _, r := range records {
			values := make([]string, len(names))
			for i, name := range names {
				values[i] = r[name]
			}
			p.body += strings.Join(values, ",") + "\n"
		}
	}
	if random.IntN(2) == 0 {
		p.key = "key-" + tag
	}
	return p
}

// senders post without a pause to whichever service is there.
type senders struct {
	t       *testing.T
	server  atomic.Pointer[testServer]
	mu      sync.Mutex
	acked   []sent
	unknown []sent // given up without an answer
	retried int
	// How long it takes on this machine now until somebody is answered, in nanoseconds: kills fall within two of it.
	answered atomic.Int64
	full     atomic.Bool // the disk is: what is refused for that is sent again
	gone     sync.WaitGroup
	stop     context.CancelFunc
	ctx      context.Context
}

func (c *senders) run(clients int) {
	c.ctx, c.stop = context.WithCancel(context.Background())
	for client := range clients {
		c.gone.Add(1)
		go func() {
			defer c.gone.Done()
			random := rand.New(rand.NewPCG(uint64(client), 7))
			for n := 0; c.ctx.Err() == nil; n++ {
				c.one(random, fmt.Sprintf("c%dn%d", client, n))
			}
		}()
	}
}

// one makes a post and, where the answer never came, makes it again or gives up.
func (c *senders) one(random *rand.Rand, tag string) {
	p := inventPost(random, tag)
	for attempt := 0; ; attempt++ {
		server := c.server.Load()
		if server == nil {
			if c.ctx.Err() != nil && attempt > 0 {
				c.giveUp(p)
				return
			} else if c.ctx.Err() != nil {
				return
			}
			time.Sleep(2 * time.Millisecond)
			continue
		}
		full := c.full.Load()
		status, r, err := server.post(p.sending)
		full = full || c.full.Load()
		if err != nil || status == http.StatusServiceUnavailable || full && status == http.StatusInsufficientStorage {
			if random.IntN(8) == 0 {
				c.giveUp(p)
				return
			}
			time.Sleep(time.Millisecond)
			continue
		}
		if status != http.StatusCreated || r.Received != int64(p.rows) || r.Accepted+r.Unchanged != r.Received || r.SetAside != 0 {
			c.t.Errorf("post %s of %d rows: status %d, receipt %+v", tag, p.rows, status, r)
			return
		}
		p.receipt = r
		break
	}
	c.acknowledge(p)
	// Now and then a sender forgets that it was told.
	if server := c.server.Load(); server != nil && random.IntN(6) == 0 {
		if status, r, err := server.post(p.sending); err == nil && status == http.StatusCreated {
			c.mu.Lock()
			c.retried++
			c.mu.Unlock()
			if p.key != "" && (r.Batch != p.receipt.Batch || !r.Repeated) {
				c.t.Errorf("post %s again with its key: batch %s instead of %s, repeated %v", tag, r.Batch, p.receipt.Batch, r.Repeated)
			}
			if p.key == "" && (r.Accepted != 0 || r.Unchanged != int64(p.rows)) {
				c.t.Errorf("post %s again: %d accepted, %d unchanged of %d", tag, r.Accepted, r.Unchanged, p.rows)
			}
		}
	}
}

func (c *senders) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.acked)
}

func (c *senders) acknowledge(p sent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acked = append(c.acked, p)
}

func (c *senders) giveUp(p sent) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unknown = append(c.unknown, p)
}

func TestKillsLoseNothingAcknowledged(t *testing.T) {
	kills := killsLong
	if testing.Short() {
		kills = killsShort
	}
	patience := killingTime
	if soak := os.Getenv("ATHAR_SOAK_KILLS"); soak != "" { // make soak
		var err error
		if kills, err = strconv.Atoi(soak); err != nil {
			t.Fatal(err)
		}
		if patience, err = time.ParseDuration(os.Getenv("ATHAR_SOAK_TIME")); err != nil {
			t.Fatal(err)
		}
	}
	workspace := newWorkspace(t)
	log := &lockedBuffer{}
	c := &senders{t: t}
	c.answered.Store(int64(500 * time.Millisecond))
	c.run(6)
	defer func() { c.stop(); c.gone.Wait() }()
	random := rand.New(rand.NewPCG(1, 2))
	begun := time.Now()
	var starting time.Duration
	done := 0
	for kill := range kills {
		if kill >= killsAtLeast && time.Since(begun) > patience {
			break
		}
		done++
		started := time.Now()
		s, ready := startServer(t, workspace, log)
		if kill%8 == 7 { // dies while it opens
			time.Sleep(time.Duration(random.IntN(250)) * time.Millisecond)
			s.stop(syscall.SIGKILL)
			continue
		}
		if !ready() {
			t.Fatalf("kill %d: the service did not start: %v\n%s", kill, <-s.ended, log)
		}
		starting += time.Since(started)
		c.receiptsReadable(s, random)
		c.server.Store(s)
		before := c.count()
		time.Sleep(time.Duration(random.Int64N(2 * c.answered.Load())))
		c.server.Store(nil)
		s.stop(syscall.SIGKILL)
		if took := c.answered.Load(); c.count() == before && took < int64(5*time.Second) {
			c.answered.Store(took * 3 / 2) // nobody was answered: the next may live longer
		} else if took > int64(20*time.Millisecond) {
			c.answered.Store(took * 9 / 10)
		}
		if kill%55 == 54 {
			c.check(workspace)
		}
		if t.Failed() {
			t.Fatalf("after kill %d\n%s", kill, log)
		}
	}
	c.stop()
	c.gone.Wait()
	c.check(workspace)
	t.Logf("%d kills in %s (%s to start), %d posts acknowledged, %d never answered, %d sent twice", done, time.Since(begun).Round(time.Second),
		(starting / time.Duration(done)).Round(time.Millisecond), len(c.acked), len(c.unknown), c.retried)
	if len(c.acked) < done/2 {
		t.Errorf("only %d posts were acknowledged", len(c.acked))
	}
	if status, out, said := command(t, "verify", "--workspace", workspace); status != exitDone {
		t.Errorf("athar verify: status %d\n%s%s", status, out, said)
	}
	if strings.Contains(log.String(), `"level":"ERROR"`) {
		t.Errorf("errors were logged:\n%s", log)
	}
}

// receiptsReadable reads the receipts of a few posts back over HTTP.
func (c *senders) receiptsReadable(s *testServer, random *rand.Rand) {
	c.mu.Lock()
	acked := c.acked
	c.mu.Unlock()
	for i := range min(4, len(acked)) {
		p := acked[len(acked)-1-i]
		if i == 3 {
			p = acked[random.IntN(len(acked))]
		}
		var r models.Receipt
		status, err := s.get("/api/v1/batches/"+p.receipt.Batch, &r)
		if err != nil || status != http.StatusOK || !sameReceipt(r, p.receipt) {
			c.t.Errorf("receipt of %s: %d %v %+v instead of %+v", p.tag, status, err, r, p.receipt)
		}
	}
}

func sameReceipt(a, b models.Receipt) bool {
	a.Repeated, b.Repeated = false, false
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// check opens the workspace and compares lake and warehouse with what was
// acknowledged.
func (c *senders) check(workspace string) {
	t := c.t
	t.Helper()
	o := openHere(t, workspace)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.acked {
		r, err := o.intake.Receipt(context.Background(), p.receipt.Batch)
		if err != nil || !sameReceipt(r, p.receipt) {
			t.Errorf("receipt of %s: %v, %+v", p.tag, err, r)
		}
	}
	// No batch without a receipt, in the lake's own table of receipts.
	kept, err := lake.Rows[lake.ReceiptRow](o.lake, lake.ReceiptsTable, 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]int{}
	for _, r := range kept {
		told[r.Batch]++
	}
	duck := openDuck(t, "")
	inLake, inWarehouse := map[string]counted{}, map[string]counted{}
	for kind, column := range tagColumn {
		files := o.lake.Files(kind, 0, -1)
		if len(files) == 0 {
			continue
		}
		paths := make([]string, len(files))
		for i, f := range files {
			paths[i] = "'" + f.Path + "'"
		}
		countTags(t, duck, inLake, kind, column, "read_parquet(["+strings.Join(paths, ", ")+"]) WHERE _op = 'put'")
		var batches []string
		rows, err := duck.Query("SELECT DISTINCT CAST(_batch AS VARCHAR) FROM read_parquet([" + strings.Join(paths, ", ") + "])")
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var b string
			if err := rows.Scan(&b); err != nil {
				t.Fatal(err)
			}
			batches = append(batches, b)
		}
		rows.Close()
		for _, b := range batches {
			if told[b] != 1 {
				t.Errorf("batch %s of %s has %d receipts in the lake", b, kind, told[b])
			}
		}
	}
	faults, err := o.lake.Verify(t.Context())
	if err != nil || len(faults) > 0 {
		t.Errorf("the lake: %v %v", faults, err)
	}
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	warehouse := openDuck(t, filepath.Join(workspace, "warehouse.duckdb")+"?access_mode=read_only")
	for kind, column := range tagColumn {
		countTags(t, warehouse, inWarehouse, kind, column, kind)
	}
	warehouse.Close()
	expect := func(where string, found map[string]counted) {
		left := map[string]counted{}
		for k, v := range found {
			left[k] = v
		}
		for _, p := range c.acked {
			if n := found[p.tag]; n.rows != p.rows || n.keys != p.rows {
				t.Errorf("%s: %s was acknowledged with %d rows and has %+v", where, p.tag, p.rows, n)
			}
			delete(left, p.tag)
		}
		for _, p := range c.unknown {
			if n, some := found[p.tag]; some && (n.rows != p.rows || n.keys != p.rows) {
				t.Errorf("%s: %s was half taken: %+v of %d", where, p.tag, n, p.rows)
			}
			delete(left, p.tag)
		}
		// Posts under way at this moment: one a client, whole or not at all; what they are is known in the end.
		if len(left) > 6 {
			t.Errorf("%s: rows of posts that nobody made: %v", where, left)
		}
	}
	expect("lake", inLake)
	expect("warehouse", inWarehouse)
	if fmt.Sprint(inLake) != fmt.Sprint(inWarehouse) {
		t.Errorf("lake and warehouse differ")
	}
}

type counted struct{ rows, keys int }

func countTags(t testing.TB, db *sql.DB, into map[string]counted, kind, column, from string) {
	t.Helper()
	key := "record_id"
	if kind == "people" {
		key = "person_id"
	}
	rows, err := db.Query(fmt.Sprintf("SELECT regexp_replace(%s, '^web:', ''), count(*), count(DISTINCT %s) FROM %s GROUP BY 1", column, key, from))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var tag string
		var n counted
		if err := rows.Scan(&tag, &n.rows, &n.keys); err != nil {
			t.Fatal(err)
		}
		into[tag] = n
	}
}

func openDuck(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("duckdb", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
