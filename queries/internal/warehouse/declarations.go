package warehouse

import (
	"fmt"
	"strings"

	"athar/models"
)

// declarations writes what is declared into tables of its own, where SQL can join it.
func (r *refresh) declarations() error {
	ids := []string{models.AllTime}
	for _, t := range r.shape.workspace.Terms {
		ids = append(ids, t.ID)
	}
	if err := r.exec(
		"CREATE OR REPLACE TABLE terms (term "+oneOf(ids)+", year INTEGER, starts_on DATE, ends_on DATE, title_en VARCHAR, title_ar VARCHAR)",
		"CREATE OR REPLACE TABLE stages (stage VARCHAR, bit BIGINT, turn INTEGER, after BIGINT)",
		"CREATE OR REPLACE TABLE levels (dimension VARCHAR, level VARCHAR, position INTEGER, title_en VARCHAR, title_ar VARCHAR)",
		`CREATE OR REPLACE TABLE feeds (feed VARCHAR, kind VARCHAR, source VARCHAR, whole BOOLEAN, every VARCHAR, stages BIGINT,
			covers_schools VARCHAR[], covers_municipalities VARCHAR[], covers_from DATE, covers_to DATE)`,
	); err != nil {
		return err
	}
	var terms, stages, levels, feeds []string
	for _, t := range r.shape.workspace.Terms {
		terms = append(terms, row(text(t.ID), fmt.Sprint(t.Year), text(t.StartsOn.String()), text(t.EndsOn.String()), text(t.Title.In(models.English)), text(t.Title.In(models.Arabic))))
	}
	if len(terms) == 0 {
		// One term that holds every day, and what has no day.
		terms = []string{row(text(models.AllTime), "NULL", "'-infinity'", "'infinity'", "'All time'", "'كل الفترات'")}
	}
	bits := map[string]int64{}
	for _, s := range r.shape.Stages {
		bits[s.Name] = s.Bit
		stages = append(stages, row(text(s.Name), fmt.Sprint(s.Bit), fmt.Sprint(s.Turn), fmt.Sprint(s.After)))
	}
	for _, d := range r.shape.workspace.Dimensions {
		for i, l := range d.Levels {
			levels = append(levels, row(text(d.Name), text(l.ID), fmt.Sprint(i), text(l.Title.In(models.English)), text(l.Title.In(models.Arabic))))
		}
	}
	for _, f := range r.shape.workspace.Feeds {
		var collects int64
		for _, s := range f.Stages {
			collects |= bits[s]
		}
		// Schools are covered by the ids of the feed's register.
		var schools []string
		for _, s := range f.Covers.Schools {
			schools = append(schools, s, f.IDs+":"+s)
		}
		feeds = append(feeds, row(text(f.Name), text(f.Kind), text(f.Source), fmt.Sprint(f.Whole()), text(f.Every), fmt.Sprint(collects),
			list(schools), list(f.Covers.Municipalities), day(f.Covers.From, "-infinity"), day(f.Covers.To, "infinity")))
	}
	for table, rows := range map[string][]string{"terms": terms, "stages": stages, "levels": levels, "feeds": feeds} {
		if len(rows) == 0 {
			continue
		}
		if err := r.exec("INSERT INTO " + table + " VALUES " + strings.Join(rows, ", ")); err != nil {
			return err
		}
	}
	return nil
}

func row(values ...string) string { return "(" + strings.Join(values, ", ") + ")" }

// list is a list of texts; an empty one is NULL, which stands for everything.
func list(of []string) string {
	if len(of) == 0 {
		return "NULL"
	}
	return "[" + strings.Join(texts(of), ", ") + "]"
}

func day(d *models.Day, otherwise string) string {
	if d == nil {
		return text(otherwise)
	}
	return text(d.String())
}
