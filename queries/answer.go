package queries

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"athar/models"
	"athar/queries/disclosure"
	"athar/queries/internal/measures"
	"athar/queries/internal/warehouse"
	"athar/queries/stats/evidence"
)

// level is that of all intervals.
const level = 0.95

// Answer counts, infers and protects. Names that do not exist are errors; what
// the data cannot say is said in the answer.
func (e *Engine) Answer(ctx context.Context, q models.Question) (disclosure.Released, error) {
	key, err := json.Marshal(struct {
		models.Question
		Day string
	}{q, e.today().String()})
	if err != nil {
		return disclosure.Released{}, err
	}
	version := e.cached.version()
	if r, ok := e.cached.get(string(key)); ok {
		return r, nil
	}
	r, err := e.answer(ctx, q)
	if err == nil {
		e.cached.put(version, string(key), r)
	}
	return r, err
}

func (e *Engine) answer(ctx context.Context, q models.Question) (disclosure.Released, error) {
	a, err := understand(q, e.Workspace(), e.DefaultTerm())
	if err != nil {
		return disclosure.Released{}, err
	}
	now, err := e.view(ctx, e.warehouse, e.Workspace(), a)
	if err != nil {
		return disclosure.Released{}, err
	}
	shown := now
	commit, at := e.DataVersion(), e.options.Now().UTC()
	if q.AsOf > 0 {
		then, err := e.asOf(ctx, q.AsOf)
		if err != nil {
			return disclosure.Released{}, err
		}
		if a, err = understand(q, then.workspace, e.DefaultTerm()); err != nil {
			return disclosure.Released{}, err
		}
		if shown, err = e.view(ctx, then.warehouse, then.workspace, a); err != nil {
			return disclosure.Released{}, err
		}
		commit = q.AsOf
		if at, err = e.lake.CommittedAt(q.AsOf); err != nil {
			return disclosure.Released{}, err
		}
	}
	r := disclosure.Request{
		Answer: e.skeleton(a, shown, commit, at), By: a.groupedBy(), Keep: a.keep,
		Estimate: estimate(a.measure), Policy: a.policy(e.Workspace()), Least: least(a.measure.Shape), LeastOfFirst: a.measure.Shape == measures.Change,
	}
	if e.options.Log.Enabled(ctx, slog.LevelInfo) {
		r.Record = func(done disclosure.Record) { e.released(a, commit, done) }
	}
	if a.measure.Shape == measures.Against {
		r.Relate = against
	}
	if q.AsOf > 0 {
		r.Earlier, r.Today = true, &now.table
	}
	said, err := e.forgotten(commit)
	if err != nil {
		return disclosure.Released{}, err
	}
	r.Answer.Warnings = append(r.Answer.Warnings, said...)
	if shown.state != "" {
		reason := shown.reason
		r.By, r.Keep = nil, nil
		r.Estimate = func(disclosure.Row) models.Cell { return models.Cell{State: shown.state, Reason: reason} }
		return disclosure.Protect(disclosure.Table{}, r)
	}
	if a.measure.Outcome != evidence.NoOutcome {
		policy := a.policy(e.Workspace())
		r.Outcome = claimant{asked: a, scale: shown.scale, placed: shown.placed, threshold: policy.Threshold, rounding: policy.Rounding, years: a.sinceTerms(e.Workspace().Terms, e.today())}.claim
	}
	if len(a.by) == 1 {
		r.Inequality = summariser{asked: a, dimension: a.by[0], schools: shown.schools}.summarise
	}
	return disclosure.Protect(shown.table, r)
}

// released logs for auditors what was published: of which data, about what, by
// which rules, and how much was hidden. It names dimensions, never levels.
func (e *Engine) released(a *asked, commit int64, r disclosure.Record) {
	filtered := slices.Sorted(maps.Keys(a.keep))
	e.options.Log.Info("released", "policy", r.Policy, "measure", a.measure.Name, "by", a.groupedBy(), "filtered", filtered, "commit", commit,
		"threshold", r.Limits.Threshold, "sensitive_threshold", r.Limits.SensitiveThreshold, "rounding", r.Limits.Rounding,
		"tables", r.Tables, "primary", r.Primary, "complementary", r.Complementary, "hidden", r.Hidden, "narrowed", r.Narrowed, "result", r.Result)
}

// policy is by what the answer is protected.
func (a *asked) policy(w *models.Workspace) models.Policy {
	if a.measure.Impersonal {
		return models.Policy{Rounding: w.Disclosure.Rounding}
	}
	return w.Disclosure
}

// groupedBy are the dimensions of the answer's cells.
func (a *asked) groupedBy() []string {
	by := slices.Clone(a.question.By)
	if a.measure.Shape == measures.Steps {
		by = append(by, stageFacet.Name)
	}
	return by
}

// view is what one warehouse says to a question, before protection.
type view struct {
	table    disclosure.Table
	schools  []disclosure.Row // by group and school, for the gradient over an order
	scale    scaleKnown       // of measures of outcomes: the instrument
	placed   placedKnown      // likewise: those whom decisions put into an arm
	state    models.State     // of the whole answer, where it has no numbers at all
	reason   *models.Text
	coverage *models.Coverage
	warnings []models.Text
}

func (e *Engine) view(ctx context.Context, w *warehouse.Warehouse, workspace *models.Workspace, a *asked) (*view, error) {
	v := &view{}
	err := w.Read(ctx, func(s *warehouse.Snapshot) error {
		c := counting{asked: a, workspace: workspace, snapshot: s, today: e.today()}
		facts, err := s.Facts(ctx)
		if err != nil {
			return err
		}
		if v.state, v.reason, err = c.silent(ctx, facts); err != nil || v.state != "" {
			return err
		}
		if v.table, err = c.table(ctx); err != nil {
			return err
		}
		if v.table.Before, err = c.before(ctx, facts); err != nil {
			return err
		}
		v.coverage = c.coverage(facts)
		v.warnings = c.warnings(v.table)
		if len(a.by) == 1 && a.by[0].Ordered && a.measure.Shape == measures.Share && len(a.facets) == 0 {
			if v.schools, err = c.schools(ctx); err != nil {
				return err
			}
		}
		if a.measure.Outcome != evidence.NoOutcome {
			if v.scale, err = c.reliability(ctx); err != nil {
				return err
			}
			v.placed, err = c.placed(ctx)
		}
		return err
	})
	return v, err
}

// schools counts the groups of an ordered dimension by school, within the
// terms and filters of the question.
func (c *counting) schools(ctx context.Context) ([]disclosure.Row, error) {
	whole := *c.asked
	whole.dimensions = append([]models.Dimension{c.asked.by[0], must(c.workspace.Dimension("school"))},
		slices.DeleteFunc(c.asked.named(), func(d models.Dimension) bool { return d.Name == c.asked.by[0].Name || d.Name == "school" })...)
	only, err := c.opportunities(ctx, whole.only)
	if err != nil {
		return nil, err
	}
	by := counting{asked: &whole, workspace: c.workspace, snapshot: c.snapshot, today: c.today}
	rows, err := by.rows(ctx, only)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(r disclosure.Row) bool { return !whole.keeps(r.Levels) }), nil
}

// skeleton is the answer without its numbers.
func (e *Engine) skeleton(a *asked, v *view, commit int64, at time.Time) models.Answer {
	w := e.Workspace()
	answer := models.Answer{Measure: a.measure.Name, Title: a.measure.Title, Reading: a.measure.Reading, Unit: a.measure.Unit,
		By: a.groupedBy(), Dimensions: slices.Clone(a.by), Where: map[string][]string{}, Terms: []string{models.AllTerms}, Commit: commit, AsOf: at,
		Level: level, Coverage: v.coverage, Warnings: []models.Text{}, Sources: []string{}, Public: w.Public, Invented: w.Invented}
	if a.measure.Shape == measures.Steps {
		answer.Dimensions = append(answer.Dimensions, stageFacet)
	}
	if answer.By == nil {
		answer.By = []string{}
	}
	for _, f := range a.question.Where {
		answer.Where[f.Dimension] = f.Levels
	}
	if !a.all {
		answer.Terms = nil
		for _, t := range a.terms {
			answer.Terms = append(answer.Terms, t.ID)
		}
	}
	answer.Warnings = append(answer.Warnings, v.warnings...)
	for _, p := range w.Packages {
		source := p.Title.In(models.English)
		if p.Licence != "" {
			source += " (" + p.Licence + ")"
		}
		answer.Sources = append(answer.Sources, source)
	}
	return answer
}

// silent finds out whether the data can say anything at all, and if not, why.
func (c *counting) silent(ctx context.Context, facts *warehouse.Facts) (models.State, *models.Text, error) {
	a := c.asked
	for _, d := range append(a.named(), a.facets...) {
		if _, bad := facts.Unusable[d.Name]; bad {
			return models.NotApplicable, &models.Text{
				En: d.Title.In(models.English) + " cannot be used: the records contradict themselves for too many people.",
				Ar: "لا يمكن استخدام " + d.Title.In(models.Arabic) + ": السجلات متناقضة لدى عدد كبير من الأشخاص."}, nil
		}
	}
	if b := a.measure.Base; (b == measures.Population || b == measures.Entitlements || b == measures.Spending) && !facts.Population {
		return models.NotApplicable, &models.Text{En: "Only participants are known: nobody says who could have taken part.",
			Ar: "لا يُعرف إلا المشاركون: لا يُعرف من كان يمكنه المشاركة."}, nil
	}
	if len(a.measure.Stages) > 0 && !facts.Journeys {
		return models.NoData, nil, nil
	}
	for _, stage := range a.measure.Stages {
		if !facts.Collects(stage) {
			s, _ := models.StageNamed(stage)
			return models.NotCollected, &models.Text{En: "No source records this stage: " + s.Title.En + ".", Ar: "لا يرصد أي مصدر هذه المرحلة: " + s.Title.Ar + "."}, nil
		}
	}
	for _, condition := range a.measure.Conditions {
		holds, err := c.snapshot.Holds(ctx, condition.Query)
		if err != nil {
			return "", nil, fmt.Errorf("see what is collected: %w", err)
		}
		if !holds {
			return condition.State, &condition.Because, nil
		}
	}
	return "", nil, nil
}

// coverage is how many schools have reported for the terms asked about.
func (c *counting) coverage(facts *warehouse.Facts) *models.Coverage {
	if c.asked.measure.Base != measures.Population {
		return nil
	}
	terms := c.asked.terms
	if c.asked.all {
		terms = c.workspace.Terms
	}
	sum := models.Coverage{Of: "schools"}
	for _, t := range terms {
		sum.Expected += facts.Schools[t.ID].Expected
		sum.Reported += facts.Schools[t.ID].Reported
	}
	if sum.Expected == 0 {
		return nil
	}
	return &sum
}

// notStated is the share of "not given" above which a comparison is called
// incomplete (statistics.md 13).
const notStated = 0.20

// warnings are what must be said beside the numbers.
func (c *counting) warnings(t disclosure.Table) []models.Text {
	var all []models.Text
	for i, d := range t.Dimensions {
		if d.Of == models.OfTime || c.asked.unnamed(d.Name) {
			continue
		}
		var missing, everybody int64
		for _, row := range t.Rows {
			for _, n := range row.Parts {
				everybody += n
				if row.Levels[i] == "" {
					missing += n
				}
			}
		}
		if everybody > 0 && float64(missing) > notStated*float64(everybody) {
			all = append(all, models.Text{
				En: d.Title.In(models.English) + " is not given for more than a fifth: the comparison is incomplete.",
				Ar: d.Title.In(models.Arabic) + " غير مذكور لدى أكثر من الخُمس: المقارنة غير مكتملة."})
		}
	}
	return all
}

// answers keeps what was answered since the last commit.
type answers struct {
	mu   sync.Mutex
	at   int64 // counts refreshes
	kept map[string]disclosure.Released
}

// mostAnswers bounds how many are kept.
const mostAnswers = 4096

func (a *answers) version() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.at
}

func (a *answers) get(key string) (disclosure.Released, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, ok := a.kept[key]
	return r, ok
}

// put keeps an answer unless the data have changed since it was begun.
func (a *answers) put(version int64, key string, r disclosure.Released) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if version != a.at {
		return
	}
	if a.kept == nil || len(a.kept) >= mostAnswers {
		a.kept = map[string]disclosure.Released{}
	}
	a.kept[key] = r
}

func (a *answers) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at++
	a.kept = nil
}
