package ingest_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"athar/models"
)

func TestAWorkspaceWithoutItsKeyIsRefused(t *testing.T) {
	for name, made := range map[string]func(r *road){
		"records came by post, nothing is declared": func(r *road) { r.post("participations", "web", visit) },
		"records came with a package":               func(r *road) { r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad}) },
		"only rows set aside, and a package declared": func(r *road) {
			r.load(map[string]string{"athar.yaml": visits, "visits.csv": visitsBad[:strings.Index(visitsBad, "3,cat")]})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoad(t)
			made(r)
			path := filepath.Join(r.dir, "keys", "pseudonyms.key")
			key, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			r.close()
			other := bytes.Repeat([]byte("0f"), 32)
			for what, damage := range map[string]func() error{
				"missing": func() error { return os.Remove(path) },
				"damaged": func() error { return os.WriteFile(path, key[:20], 0o600) },
				"emptied": func() error { return os.WriteFile(path, nil, 0o600) },
				"another": func() error { return os.WriteFile(path, other, 0o600) },
			} {
				if err := damage(); err != nil {
					t.Fatal(err)
				}
				err := r.tryOpen()
				refusal, ok := errors.AsType[*models.Error](err)
				if !ok || refusal.Kind != models.Conflict || refusal.Message == "" || refusal.Ar == "" {
					t.Errorf("%s: %v", what, err)
				}
				r.in = nil
				r.close()
				if found, err := os.ReadFile(path); what == "missing" && err == nil {
					t.Errorf("a new key was made: %s", found)
				} else if what == "another" && !bytes.Equal(found, other) {
					t.Errorf("a key was overwritten")
				}
			}
			if err := os.WriteFile(path, key, 0o600); err != nil {
				t.Fatal(err)
			}
			r.open()
			r.post("participations", "web", visit)
		})
	}
}
