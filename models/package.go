package models

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Package is what an athar.yaml declares.
type Package struct {
	Name         string        `yaml:"name" json:"name"`
	Title        Text          `yaml:"title" json:"title"`
	Licence      string        `yaml:"licence" json:"licence,omitempty"`
	IDs          string        `yaml:"ids" json:"ids"`
	Public       bool          `yaml:"public" json:"public"`
	Invented     bool          `yaml:"invented" json:"invented"` // every page says so
	Basis        Basis         `yaml:"basis" json:"basis"`
	Dimensions   []Dimension   `yaml:"dimensions" json:"dimensions"`
	Terms        []Term        `yaml:"terms" json:"terms"`
	Entitlements []Entitlement `yaml:"entitlements" json:"entitlements,omitempty"`
	Disclosure   Disclosure    `yaml:"disclosure" json:"disclosure"`
	RejectAbove  *float64      `yaml:"reject_batch_above" json:"reject_batch_above"`
	Feeds        []Feed        `yaml:"feeds" json:"feeds"`
	// Sources are the titles of sources that are not the package itself.
	Sources map[string]Text `yaml:"sources" json:"sources,omitempty"`
}

// Basis is why the workspace may hold these people; shown with every export.
type Basis struct {
	Purpose     string `yaml:"purpose" json:"purpose,omitempty"`
	Permission  string `yaml:"permission" json:"permission,omitempty"`
	RetainUntil string `yaml:"retain_until" json:"retain_until,omitempty"`
}

// Disclosure is how answers are protected: cells of 1 to threshold − 1 people
// are hidden, of tables divided by a sensitive dimension of 1 to
// sensitive_threshold − 1; counts are rounded to Rounding where that is above 1.
type Disclosure struct {
	Threshold          *int `yaml:"threshold" json:"threshold"`
	SensitiveThreshold *int `yaml:"sensitive_threshold" json:"sensitive_threshold"`
	Rounding           int  `yaml:"rounding" json:"rounding"`
	// Together are sets of two or three dimensions of people and schools that
	// are published together, each dimension in one set: the tables over a set
	// are planned as one, so that all of them may be known. Dimensions of
	// different sets are then not combined in public.
	Together [][]string `yaml:"together" json:"together,omitempty"`
}

// DefaultThreshold protects where a package says nothing.
const DefaultThreshold = 10

// LeastThreshold and LeastSensitiveThreshold hold whatever a package says,
// unless its data are public: thresholds can be raised only.
const (
	LeastThreshold          = 5
	LeastSensitiveThreshold = 10
)

// DefaultRejectAbove is the share of rows set aside from which nothing of a
// batch is taken.
const DefaultRejectAbove = 0.1

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
var sourceName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// ParsePackage reads an athar.yaml, fills in what it leaves to defaults and
// refuses what cannot be meant, naming the place. read gives the text of a
// mapping named in it.
func ParsePackage(text []byte, read func(name string) ([]byte, error)) (*Package, error) {
	var p Package
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&p); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, invalid("athar.yaml is empty.", "الملف athar.yaml فارغ.")
		}
		return nil, unreadable(err)
	}
	if err := p.complete(read); err != nil {
		return nil, err
	}
	return &p, nil
}

func invalid(en, ar string) error { return &Error{Kind: Invalid, Message: en, Ar: ar} }

func (p *Package) complete(read func(string) ([]byte, error)) error {
	if !sourceName.MatchString(p.Name) {
		return invalid("athar.yaml needs a name of letters, digits, _ . and -.", "يحتاج athar.yaml إلى اسم (name) من حروف وأرقام.")
	}
	if p.Title.IsZero() {
		p.Title.En = p.Name
	}
	if p.IDs == "" {
		p.IDs = p.Name
	}
	if strings.Contains(p.IDs, ":") {
		return invalid("The name of the ids register may not contain a colon.", "لا يجوز أن يحتوي اسم سجل المعرّفات على نقطتين.")
	}
	for _, t := range []*int{p.Disclosure.Threshold, p.Disclosure.SensitiveThreshold} {
		if t != nil && (*t < 0 || *t == 0 && !p.Public) {
			return invalid("disclosure.threshold may be 0 only where `public: true` says that the data are public already.",
				"لا يجوز أن تكون العتبة صفرًا إلا للبيانات المنشورة أصلًا (public: true).")
		}
	}
	if p.RejectAbove == nil {
		share := DefaultRejectAbove
		p.RejectAbove = &share
	}
	for i := range p.Dimensions {
		if err := p.Dimensions[i].complete(); err != nil {
			return err
		}
	}
	if err := p.completeEntitlements(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, t := range p.Terms {
		if t.ID == "" || t.StartsOn.IsZero() || t.EndsOn.Before(t.StartsOn.Time) {
			return invalid("Each term needs an id, starts_on, and an ends_on that is not before it; look at term "+t.ID+".",
				"تحتاج كل فترة إلى id وstarts_on وends_on لا يسبقه؛ راجع الفترة "+t.ID+".")
		}
		if seen[t.ID] {
			return invalid("Term "+t.ID+" is declared twice.", "الفترة "+t.ID+" معلنة مرتين.")
		}
		seen[t.ID] = true
	}
	names := map[string]bool{}
	for i := range p.Feeds {
		f := &p.Feeds[i]
		if names[f.Name] {
			return invalid("Feed "+f.Name+" is declared twice.", "المصدر "+f.Name+" معلن مرتين.")
		}
		names[f.Name] = true
		if err := p.completeFeed(f, read); err != nil {
			return err
		}
	}
	return nil
}

// derivedNames are the columns that journeys, person-terms and answers have
// beside the dimensions.
var derivedNames = names(StageNames(), "source", "person_id", "record_id", "school_id", "opportunity_id", "provider_id", "in_population", "in_roster",
	"reported", "journeys", "records", "minutes", "breadth", "credentials", "credential_valid_until", "skills", "score", "first_on", "starts_on",
	"barrier", "reason", "birth_year", "zone", "valid_until", "answered", "answered_on", "turned", "value", "weight", "cluster", "stratum",
	"programme_id", "title", "title_en", "title_ar", "grain", "period", "stage", "everybody")

func names(some []string, more ...string) map[string]bool {
	set := map[string]bool{}
	for _, n := range append(some, more...) {
		set[n] = true
	}
	return set
}

func (d *Dimension) complete() error {
	bad := func(en, ar string) error {
		return invalid("Dimension "+d.Name+" "+en, "البُعد "+d.Name+" "+ar)
	}
	if !plainName.MatchString(d.Name) {
		return bad("needs a name of a-z, 0-9 and _.", "يحتاج إلى اسم من a-z و0-9 و_.")
	}
	if i := slices.IndexFunc(BuiltIn, func(b Dimension) bool { return b.Name == d.Name }); i >= 0 {
		// Titles, levels and their order may be declared; what it is of may not.
		if b := BuiltIn[i]; d.Of != "" && d.Of != b.Of {
			return bad("is built in, of "+string(b.Of)+"; give yours another name.", "مبني في البرنامج؛ اختر اسمًا آخر.")
		}
		b := BuiltIn[i]
		d.Of, d.BuiltIn, d.OwnerOnly, d.Many = b.Of, true, b.OwnerOnly, b.Many
		if d.Title.IsZero() {
			d.Title = b.Title
		}
		if len(d.Levels) == 0 {
			d.Levels = b.Levels
		}
	} else if d.Of == "" {
		d.Of = OfPerson
	}
	if !d.BuiltIn && !slices.Contains([]Subject{OfPerson, OfSchool, OfProvider, OfOpportunity}, d.Of) {
		return bad("has an `of` that is not person, school, provider or opportunity.", "قيمة of فيه غير معروفة.")
	}
	for _, k := range Kinds {
		if _, taken := k.Field(d.Name); taken && !d.BuiltIn && slices.Contains(k.Levels, d.Of) {
			return bad("has the name of a field of "+k.Name+"; give it another name.", "له اسم حقل في "+k.Name+"؛ اختر اسمًا آخر.")
		}
	}
	if !d.BuiltIn && derivedNames[d.Name] {
		return bad("has a name that the warehouse uses itself; give it another one.", "اسمه مستخدم في المستودع نفسه؛ اختر اسمًا آخر.")
	}
	if d.Title.IsZero() {
		d.Title.En = d.Name
	}
	ids := map[string]bool{}
	for _, l := range d.Levels {
		if l.ID == "" || ids[l.ID] || l.ID == Unrecognised {
			return bad("has a level that is empty or declared twice.", "فيه مستوى فارغ أو مكرر.")
		}
		ids[l.ID] = true
	}
	if d.Ordered && len(d.Levels) == 0 {
		return bad("is ordered, so it must list its levels.", "مرتّب، فيجب ذكر مستوياته.")
	}
	if d.Reference != "" && len(ids) > 0 && !ids[d.Reference] {
		return bad("has a reference that is none of its levels.", "مستواه المرجعي ليس من مستوياته.")
	}
	if d.Reference == "" && d.Ordered {
		d.Reference = d.Levels[len(d.Levels)-1].ID
	}
	return nil
}
