package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"athar/ingest/internal/pseudonym"
	"athar/ingest/lake"
	"athar/internal/sqltext"
	"athar/models"
)

// ForgetOptions are what Forget works with.
type ForgetOptions struct {
	Dir  string // of the workspace
	Lake *lake.Lake
	Now  func() time.Time
	// Before is called before anything is removed; it removes the warehouse, which is made anew without the person.
	Before func() error
}

// Forget removes a person for good from every commit of a workspace's lake: the records that name the person or that
// last named the person, under any id that the aliases join with this one, their texts, and the rows awaiting correction.
// Nothing else may have the workspace open. A person of whom nothing is held is an Unusable error.
func Forget(ctx context.Context, o ForgetOptions, scheme, id string) (lake.Erased, error) {
	l := o.Lake
	if left, err := filepath.Glob(filepath.Join(pathEscape.Replace(o.Dir), "lake", "open", "*.wal")); err != nil || len(left) > 0 {
		return lake.Erased{}, errors.Join(err, &models.Error{Kind: models.Unfinished, Message: "Posts that were acknowledged are not in the lake yet, so the person may stand in one of them; see in the log why, and try again.",
			Ar: "هناك سجلات استُلمت ولم تدخل البحيرة بعد وقد يكون الشخص في أحدها؛ انظر السبب في السجل ثم أعد المحاولة."})
	}
	// What repair set apart cannot be searched.
	if apart, err := os.ReadDir(filepath.Join(o.Dir, "lake", "damaged")); err == nil && len(apart) > 0 {
		return lake.Erased{}, &models.Error{Kind: models.Conflict, Message: "lake/damaged holds files that repair set apart, and the person may stand in them. Take from it what you need, remove the folder, and try again.",
			Ar: "في lake/damaged ملفات عزلها الإصلاح وقد يكون الشخص فيها. خذ منها ما تحتاجه ثم احذف المجلد وأعد المحاولة."}
	}
	key, err := pseudonym.OpenKey(filepath.Join(o.Dir, "keys", "pseudonyms.key"), false)
	if err != nil {
		return lake.Erased{}, err
	}
	ids, err := samePerson(ctx, l, key.Pseudonymiser(pseudonym.PersonScope(scheme)).ID(pseudonym.Normalise(id)))
	if err != nil {
		return lake.Erased{}, fmt.Errorf("look for other ids of the person: %w", err)
	}
	done, err := l.Erase(ctx, lake.Erasure{IDs: ids, Rows: erasable(), At: o.Now().UTC(), Before: o.Before})
	if err != nil {
		return lake.Erased{}, fmt.Errorf("forget: %w", err)
	}
	if len(done.Rows) == 0 {
		return done, &models.Error{Kind: models.Unusable, Message: "Nothing is held of this person under this scheme; nothing was changed. See that scheme and id are written as they were when the records came.",
			Ar: "لا يُحتفظ بشيء عن هذا الشخص تحت هذا المخطط؛ ولم يتغير شيء. تأكد من كتابة المخطط والمعرّف كما وردا مع السجلات."}
	}
	return done, nil
}

// pathEscape keeps what a folder is called from being read as a pattern.
var pathEscape = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

// samePerson are all pseudonyms that current aliases join with one, and itself.
func samePerson(ctx context.Context, l *lake.Lake, person uuid.UUID) ([]uuid.UUID, error) {
	defer l.Hold()()
	files := l.Files("aliases", 0, -1)
	if len(files) == 0 {
		return []uuid.UUID{person}, nil
	}
	duck, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	defer duck.Close()
	rows, err := duck.QueryContext(ctx, `WITH RECURSIVE current AS (
			FROM `+lake.Source(files, 0, -1)+` QUALIFY row_number() OVER (PARTITION BY source, "of", scheme, alias ORDER BY _commit DESC, _seq DESC) = 1),
		joined AS (SELECT alias AS a, id AS b FROM current WHERE _op = 'put' AND "of" = 'person' UNION SELECT id, alias FROM current WHERE _op = 'put' AND "of" = 'person'),
		same AS (SELECT ?::VARCHAR AS id UNION SELECT j.b FROM same AS s JOIN joined AS j ON j.a = s.id)
		SELECT id FROM same`, person.String())
	if err != nil {
		return nil, errors.New("the aliases cannot be read") // the cause may quote an id
	}
	defer rows.Close()
	var all []uuid.UUID
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		if id, err := uuid.Parse(text); err == nil {
			all = append(all, id)
		}
	}
	return all, rows.Err()
}

// erasable says of every table which rows go with a person.
func erasable() map[string]string {
	rows := map[string]string{
		// The record is kept as text, with pseudonyms in it.
		lake.SetAsideTable: "EXISTS (FROM erased WHERE contains(record, erased.text))",
	}
	var texts []string
	for _, k := range models.Kinds {
		var names []string
		apart := false
		for _, f := range k.Fields {
			switch f.Type {
			case models.Person:
				names = append(names, sqltext.Quote(f.Name)+" IN (SELECT id FROM erased)")
			case models.Mixed:
				names = append(names, sqltext.Quote(f.Name)+" IN (SELECT text FROM erased)")
			case models.Apart:
				apart = true
			}
		}
		if len(names) == 0 {
			continue
		}
		named := "(" + strings.Join(names, " OR ") + ")"
		key := "[source"
		for _, column := range k.Key {
			key += ", " + sqltext.Quote(column) + "::VARCHAR"
		}
		key += "]"
		// A record that last named the person goes as a whole: without its last row an earlier one would come back.
		rows[k.Name] = fmt.Sprintf("%[1]s OR %[2]s IN (SELECT %[2]s FROM (FROM %[3]s QUALIFY row_number() OVER (PARTITION BY %[2]s ORDER BY _commit DESC, _seq DESC) = 1) WHERE %[1]s)",
			named, key, sqltext.Quote(k.Name))
		if _, ok := k.Field("record_id"); ok && apart {
			texts = append(texts, fmt.Sprintf("kind = '%s' AND [_batch::VARCHAR, source, record_id::VARCHAR] IN (SELECT [_batch::VARCHAR, source, record_id::VARCHAR] FROM %s WHERE %s)",
				k.Name, sqltext.Quote(k.Name), rows[k.Name]))
		}
	}
	rows[lake.TextsTable] = "(" + strings.Join(texts, ") OR (") + ")"
	return rows
}
