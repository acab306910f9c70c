package sampledata

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"athar/models"
)

// The package must be one that Athar takes in without a single remark.
func TestPackageFollowsTheVocabulary(t *testing.T) {
	dir := generated(t)
	p, err := models.ParsePackage(read(t, dir, "athar.yaml"), func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) })
	if err != nil {
		t.Fatal(err)
	}
	if !p.Invented || !strings.Contains(p.Title.En, "invented") || p.Title.Ar == "" {
		t.Error("the package does not say that it is invented")
	}
	for _, feed := range p.Feeds {
		if feed.Select != "" {
			continue
		}
		kind, err := models.KindNamed(feed.Kind)
		if err != nil {
			t.Fatal(err)
		}
		for _, files := range feed.Files {
			rows := readTable(t, dir, files[0])
			for column, i := range rows.columns {
				field, is := kind.Field(column)
				values := map[string]bool{}
				for _, r := range rows.rows {
					values[r[i]] = true
				}
				if !is {
					d := slices.IndexFunc(p.Dimensions, func(d models.Dimension) bool { return d.Name == column })
					if d < 0 || !slices.Contains(kind.Levels, p.Dimensions[d].Of) {
						t.Errorf("feed %s: column %s is neither field nor dimension", feed.Name, column)
						continue
					}
					for value := range values {
						if _, _, known := p.Dimensions[d].Level(value); value != "" && !known {
							t.Errorf("feed %s: %s has the level %s", feed.Name, column, value)
						}
					}
					continue
				}
				if field.Required && values[""] {
					t.Errorf("feed %s: %s is missing in a row", feed.Name, column)
				}
				if len(field.Codes) == 0 {
					continue
				}
				for value := range values {
					for code := range strings.SplitSeq(value, "|") {
						if code != "" && !slices.Contains(field.Codes, code) {
							t.Errorf("feed %s: %s has the unlisted code %s", feed.Name, column, code)
						}
					}
				}
			}
			for _, field := range kind.Fields {
				if _, is := rows.columns[field.Name]; field.Required && !is {
					t.Errorf("feed %s has no %s", feed.Name, field.Name)
				}
			}
			if stage, is := rows.columns["stage"]; is && len(feed.Stages) > 0 {
				for _, r := range rows.rows {
					if !slices.Contains(feed.Stages, r[stage]) {
						t.Fatalf("feed %s records the stage %s and does not declare it", feed.Name, r[stage])
					}
				}
			}
		}
	}
}
