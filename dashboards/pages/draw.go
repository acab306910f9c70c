package pages

import (
	"context"
	"fmt"
	"html/template"
	"net/url"

	"athar/dashboards/charts"
	"athar/models"
)

// ExploreEngine is the address of the library of explore views.
const ExploreEngine = "/static/echarts/echarts.min.js?v=6.1.0"

func (v *View) chartView(s Spec) charts.View {
	w := v.Engine.Workspace()
	return charts.View{
		ID: s.ID, Language: v.Language, Form: s.Form, Whole: s.Whole, File: s.File, Info: v.Measure(s.Question.Measure),
		Titles: func(name string) models.Text {
			d, err := w.Dimension(name)
			if err != nil {
				return models.Text{}
			}
			return d.Title
		},
		Level: func(name, id string) (models.Text, bool) {
			d, err := w.Dimension(name)
			if err != nil {
				return models.Text{}, false
			}
			level, _, ok := d.Level(id)
			return level.Title, ok
		},
		Terms: func(id string) models.Text {
			for _, t := range w.Terms {
				if t.ID == id {
					return t.Title
				}
			}
			return models.Text{}
		},
		Sources: func(id string) models.Text {
			for _, p := range w.Packages {
				if t := p.Sources[id]; !t.IsZero() {
					return t
				}
				licence := ""
				if p.Licence != "" {
					licence = " (" + p.Licence + ")"
				}
				if id == p.Name || id == p.Title.In(models.English)+licence {
					return models.Text{En: p.Title.In(models.English) + licence, Ar: p.Title.In(models.Arabic) + licence}
				}
			}
			return models.Text{}
		},
	}
}

// Draw asks for a figure and tells it.
func (v *View) Draw(ctx context.Context, s Spec) (*charts.Figure, error) {
	released, err := v.Ask(ctx, s.Question)
	if err != nil {
		return nil, err
	}
	told := v.chartView(s)
	if s.Form != charts.Statistic {
		if told.SQL, err = v.Engine.SQL(ctx, s.Question); err != nil {
			if models.KindOf(err) == 0 {
				return nil, fmt.Errorf("write the SQL of %s: %w", s.Question.Measure, err)
			}
			told.SQL = "" // there is none for this table
		}
	}
	f := charts.New(released, told)
	page, choices := v.Page.Name, v.Choices
	if choices.By == "" {
		choices.By = s.By
	}
	f.Links = charts.Links{
		CSV: v.Address(page, s.ID, "csv", choices), SVG: v.Address(page, s.ID, "svg", choices), JSON: v.Address(page, s.ID, "json", choices),
		Method: "/" + string(v.Language) + "/research/measures#measure-" + url.PathEscape(s.Question.Measure),
	}
	snapshot := choices
	if f.Commit > 0 {
		snapshot.AsOf = f.Commit
	}
	f.Links.Snapshot = v.Address(page, s.ID, "", snapshot)
	if s.Explore {
		options, err := f.Explore()
		if err != nil {
			return nil, fmt.Errorf("write the explore view of %s: %w", s.ID, err)
		}
		if options != nil {
			f.Exploring = &charts.Exploring{Options: template.JS(options), Engine: ExploreEngine} // json.Marshal has escaped what could end the script
		}
	}
	if f.Empty != "" {
		if v.And != "" || v.By != "" {
			wider := v.Choices
			if wider.And != "" {
				wider.And = ""
			} else {
				wider.By = ""
			}
			f.Links.Wider, f.Links.WiderText = v.Address(page, "", "", wider), v.Say("wider")
		}
		if len(v.Only) > 0 {
			open := v.Choices
			open.Only = nil
			f.Links.Unfiltered, f.Links.UnfilteredText = v.Address(page, "", "", open), v.Say("without_filters")
		}
	}
	return f, nil
}
