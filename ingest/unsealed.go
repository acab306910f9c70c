package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"athar/ingest/internal/wal"
	"athar/ingest/lake"
	"athar/models"
)

// Waits reports whether acknowledged records, or what is left of them, stand in lake/open: opening the road in seals them.
func Waits(dir string) (bool, error) {
	files, err := os.ReadDir(openFolder(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return slices.ContainsFunc(files, func(f fs.DirEntry) bool {
		info, err := f.Info()
		return err != nil || info.Size() > 0
	}), err
}

// Unsealed looks at what was acknowledged in a workspace and waits in lake/open
// to be sealed, which opening the workspace does. Damaged are files of which
// something is lost; harmless is what a kill or somebody else left there.
func Unsealed(dir string) (damaged, harmless []lake.Mend, err error) {
	found, foreign, err := wal.Examine(openFolder(dir))
	if err != nil {
		return nil, nil, fmt.Errorf("look at what waits to be sealed: %w", err)
	}
	for _, f := range found {
		name := filepath.Base(f.Path)
		if f.Damaged {
			en, ar := between(f)
			damaged = append(damaged, lake.Mend{Table: "open", Path: f.Path, Text: models.Text{
				En: fmt.Sprintf("The write-ahead file %s is damaged. %d posts in it can be read and are kept; what else was acknowledged %s is lost until it is sent again.", name, len(postsOf(f)), en),
				Ar: fmt.Sprintf("ملف الكتابة المسبقة %s تالف. يُحفظ ما يُقرأ منه، وعدده %d من الإرسالات؛ وما عداها مما استُلم %s مفقود حتى يُرسل من جديد.", name, len(postsOf(f)), ar)}})
		}
		if f.Torn {
			harmless = append(harmless, lake.Mend{Table: "open", Path: f.Path, Text: models.Text{
				En: fmt.Sprintf("The end of the write-ahead file %s was cut short by a kill or a power cut; nothing of it had been acknowledged.", name),
				Ar: fmt.Sprintf("قُطعت نهاية ملف الكتابة المسبقة %s عند توقف مفاجئ؛ ولم يكن شيء منها قد أُقرّ باستلامه.", name)}})
		}
	}
	for _, path := range foreign {
		harmless = append(harmless, lake.Mend{Table: "open", Path: path, Text: models.Text{
			En: fmt.Sprintf("%s in lake/open is not one of Athar's files; it is left alone.", filepath.Base(path)),
			Ar: fmt.Sprintf("الملف %s في lake/open ليس من ملفات أثر؛ ويُترك كما هو.", filepath.Base(path))}})
	}
	return damaged, harmless, nil
}

// MendUnsealed does what Unsealed says of damaged files: what can be read is kept
// in their place, and they go to lake/damaged/open. Nobody may have the
// workspace open.
func MendUnsealed(dir string) error {
	found, _, err := wal.Examine(openFolder(dir))
	if err != nil {
		return fmt.Errorf("look at what waits to be sealed: %w", err)
	}
	for _, f := range found {
		if !f.Damaged {
			continue
		}
		if err := wal.Mend(f, filepath.Join(dir, "lake", "damaged", "open")); err != nil {
			return fmt.Errorf("mend %s: %w", filepath.Base(f.Path), err)
		}
	}
	return nil
}

func openFolder(dir string) string { return filepath.Join(dir, "lake", "open") }

func postsOf(f wal.Found) (posts []models.Receipt) {
	for _, frame := range f.Frames {
		posts = append(posts, postsIn(frame)...)
	}
	return posts
}

func postsIn(frame []byte) (posts []models.Receipt) {
	for text := range strings.Lines(string(frame)) {
		var w written
		var r models.Receipt
		if json.Unmarshal([]byte(text), &w) == nil && json.Unmarshal(w.Receipt, &r) == nil {
			posts = append(posts, r)
		}
	}
	return posts
}

// between says from when to when posts were acknowledged that cannot be read.
func between(f wal.Found) (en, ar string) {
	var from, to time.Time
	if first := f.Gaps[0]; first > 0 {
		if posts := postsIn(f.Frames[first-1]); len(posts) > 0 {
			from = posts[len(posts)-1].At
		}
	}
	if last := f.Gaps[len(f.Gaps)-1]; last < len(f.Frames) {
		if posts := postsIn(f.Frames[last]); len(posts) > 0 {
			to = posts[0].At
		}
	}
	if !from.IsZero() {
		en, ar = "from "+from.Format(time.RFC3339), "من "+from.Format(time.RFC3339)
	}
	if !to.IsZero() {
		en, ar = strings.TrimSpace(en+" to "+to.Format(time.RFC3339)), strings.TrimSpace(ar+" إلى "+to.Format(time.RFC3339))
	}
	if en == "" {
		return "with them", "معها"
	}
	return en, ar
}
