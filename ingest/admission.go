package ingest

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/labstack/echo/v4"

	"athar/ingest/internal/decode"
	"athar/models"
)

// Bounds of what is posted, where Options say nothing else.
const (
	MaxBodyBytes  = 512 << 20 // of one post
	MaxSpoolBytes = 4 << 30   // of all posts that are on their way
	MaxPosts      = 1024      // on their way at a time
	FreeBytes     = 256 << 20 // of the disk that a service keeps free of posts
	MaxSpillBytes = 64 << 30  // of temporary disk that the stages turn to together
)

// Large deliveries go down the road a few at a time, since each may need much
// memory; small ones do not wait for them.
const (
	largeBytes = 8 << 20
	mostLarge  = 2
)

// admission bounds what posts on their way hold of the disk. Who finds no room
// is told so at once, before the body is read where its length is known.
type admission struct {
	seen       atomic.Pointer[diskSeen]
	mu         sync.Mutex
	posts      int
	bytes      int64
	mostBytes  int64
	mostOfBody int64
	large      chan struct{}
}

func newAdmission(o Options) *admission {
	a := &admission{mostBytes: o.SpoolBytes, mostOfBody: o.BodyBytes, large: make(chan struct{}, mostLarge)}
	if a.mostBytes <= 0 {
		a.mostBytes = MaxSpoolBytes
	}
	if a.mostOfBody <= 0 {
		a.mostOfBody = MaxBodyBytes
	}
	a.mostOfBody = min(a.mostOfBody, a.mostBytes)
	return a
}

// lookAgain is how long it holds for small posts that there was room on the
// disk: all that come meanwhile are little beside FreeBytes.
const lookAgain = 100 * time.Millisecond

// diskSeen is what was seen of the disk.
type diskSeen struct {
	at   time.Time
	free int64
}

// roomOnDisk reports whether a post of so many bytes leaves free what is not
// given to posts; it does where the system does not tell. bytes are -1 where
// its length is not known.
func (in *Intake) roomOnDisk(bytes int64) bool {
	needed := in.options.FreeBytes + max(0, bytes)
	seen := in.admission.seen.Load()
	if seen != nil && bytes >= 0 && bytes <= smallBody && time.Since(seen.at) < lookAgain && seen.free >= needed {
		return true
	}
	free, told := in.DiskFree()
	if told {
		in.admission.seen.Store(&diskSeen{time.Now(), free})
	}
	return !told || free >= needed
}

// full is said to posts for which there is no room at the moment.
var full = &models.Error{Kind: models.Busy, Message: "So much is being taken in that there is no room for this post now; send it again in a moment.",
	Ar: "يُستقبل الآن قدر كبير من البيانات فلا يتسع المجال لهذا الإرسال؛ أعد الإرسال بعد لحظات."}

// room is what one post holds until it is done with.
type room struct {
	of       *admission
	reserved int64
}

func (a *admission) enter(bytes int64) (*room, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.posts >= MaxPosts || a.bytes+bytes > a.mostBytes {
		return nil, full
	}
	a.posts, a.bytes = a.posts+1, a.bytes+bytes
	return &room{a, bytes}, nil
}

// grow makes the room as large as a body whose length was not told turns out.
func (r *room) grow(to int64) error {
	if to <= r.reserved {
		return nil
	}
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	more := min(2*to, r.of.mostOfBody+1) - r.reserved
	if more <= 0 {
		return nil // over the limit of one body: whoever reads it says so
	}
	if r.of.bytes+more > r.of.mostBytes {
		return full
	}
	r.of.bytes += more
	r.reserved += more
	return nil
}

func (r *room) leave() {
	r.of.mu.Lock()
	defer r.of.mu.Unlock()
	r.of.posts, r.of.bytes = r.of.posts-1, r.of.bytes-r.reserved
}

// Admit lets a post in where there is room for its body, which it keeps until
// it is done with, also where its sender has gone meanwhile.
func (in *Intake) Admit(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		request := c.Request()
		if request.ContentLength > in.admission.mostOfBody {
			return bodyTooLarge(in.admission.mostOfBody)
		}
		if !in.roomOnDisk(request.ContentLength) {
			return noSpace(nil)
		}
		room, err := in.admission.enter(max(0, request.ContentLength))
		if err != nil {
			return err
		}
		defer room.leave()
		if c.QueryParam("dry_run") != "true" {
			request = request.WithContext(context.WithoutCancel(request.Context()))
		}
		request.Body = &admitted{ReadCloser: request.Body, room: room}
		c.SetRequest(request)
		return outOfSpace(next(c))
	}
}

// admitted is a body that takes the room it needs.
type admitted struct {
	io.ReadCloser
	room *room
	read int64
}

func (b *admitted) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.read += int64(n)
	if growing := b.room.grow(b.read); growing != nil {
		return 0, growing
	}
	return n, err
}

// turn waits until a large delivery may go down the road; what it returns lets
// the next one go.
func (a *admission) turn(ctx context.Context, deliveries []delivery) (done func(), err error) {
	var bytes int64
	for _, d := range deliveries {
		for _, path := range d.spooled {
			if info, err := os.Stat(path); err == nil {
				bytes += info.Size()
			}
		}
	}
	if bytes < largeBytes {
		return func() {}, nil
	}
	select {
	case a.large <- struct{}{}:
		return func() { <-a.large }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Waiting is what is posted and not done with yet.
type Waiting struct {
	Posts int
	Bytes int64 // of their bodies
}

// Waiting tells how much is on its way at this moment.
func (in *Intake) Waiting() Waiting {
	in.admission.mu.Lock()
	defer in.admission.mu.Unlock()
	return Waiting{in.admission.posts, in.admission.bytes}
}

// noSpace is said to posts that the disk has no room for. Readers go on, and
// once there is room posts are taken again.
func noSpace(cause error) error {
	return &models.Error{Kind: models.NoSpace, Message: "The disk of the service is full, so nothing was taken; once there is room again, send it again.",
		Ar: "قرص الخدمة ممتلئ فلم يؤخذ شيء؛ أعد الإرسال بعد توفير مساحة.", Cause: cause}
}

// outOfSpace makes an error that a full disk is behind say so. DuckDB and
// SQLite tell it in words alone.
func outOfSpace(err error) error {
	if err == nil || models.KindOf(err) != 0 && models.KindOf(err) != models.Unfinished {
		return err
	}
	text := err.Error()
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || strings.Contains(text, "No space left on device") || strings.Contains(text, "database or disk is full") {
		return noSpace(err)
	}
	return err
}

// lacking makes an error say so when what a delivery needs is more than there is:
// of the disk, or of the temporary disk that the stages may turn to.
func (in *Intake) lacking(err error) error {
	if err == nil || models.KindOf(err) != 0 {
		return outOfSpace(err)
	}
	if !errors.Is(err, decode.ErrNoRoom) && !strings.Contains(err.Error(), "Out of Memory Error") && !strings.Contains(err.Error(), "max_temp_directory_size") {
		return outOfSpace(err)
	}
	gib := strconv.FormatFloat(float64(in.spillBytes())/(1<<30), 'f', -1, 64)
	return &models.Error{Kind: models.TooLarge, Cause: err,
		Message: "Nothing was taken: what is being taken in needs more than the " + gib + " GiB of temporary disk that it may use. Send it in smaller parts, one after the other, or allow more with --temporary-disk.",
		Ar:      "لم يؤخذ شيء: يحتاج ما يجري استقباله إلى أكثر من " + gib + " غيبيبايت من القرص المؤقت المسموح به. أرسله على أجزاء أصغر واحدًا بعد الآخر، أو اسمح بأكثر بالخيار --temporary-disk."}
}

func (in *Intake) spillBytes() int64 {
	if in.options.SpillBytes > 0 {
		return in.options.SpillBytes
	}
	return MaxSpillBytes
}

// DiskFree is how many bytes the workspace's disk has left, where the system
// tells.
func (in *Intake) DiskFree() (int64, bool) {
	var at syscall.Statfs_t
	if syscall.Statfs(in.temp, &at) != nil {
		return 0, false
	}
	return int64(at.Bavail) * int64(at.Bsize), true
}
