package models

// Type is what a field holds, and thereby how it is read, checked and kept.
type Type int

// The types of field. Lists are separated by "|" in files and kept as text.
const (
	PlainText Type = iota // a name or title
	Code                  // one of a list of codes
	Codes                 // several codes, separated by "|"
	Whole                 // a whole number
	Number                // a decimal number
	Flag                  // true or false
	Date                  // a day; may be given as a month or a year
	Moment                // a day and time
	Person                // a person's id: kept only as a pseudonym
	Record                // a record's id: kept only as a pseudonym
	Session               // a session's id: kept only as a pseudonym
	ID                    // an id of a register: kept as "register:id"
	IDs                   // several ids of a register, separated by "|"
	Mixed                 // a Person's id or an ID, as the field named in By says
	Apart                 // free text or a link: kept apart from the facts
)

// Impersonal are what a Mixed field's By may say for its value to be an id of a
// register. Whatever else it says, nothing included, the value may be a
// person's id and is kept only as a pseudonym.
var Impersonal = []string{"school", "provider", "opportunity", "programme", "skill"}

// Pseudonymous reports whether values of the type are kept only as pseudonyms.
func (t Type) Pseudonymous() bool { return t == Person || t == Record || t == Session }

// Field is one field of a kind.
type Field struct {
	Name     string
	Title    Text // from the shared list of field titles unless given
	Type     Type
	Required bool
	Codes    []string // for Code and Codes
	Open     bool     // the list of codes is one the package may extend
	Refers   string   // the kind whose key this names
	By       string   // for Mixed: the field that says "person" or what else
	Ends     bool     // a Date that ends a period: 2013 means 31 December 2013
	Minimum  *float64
	Maximum  *float64
}

// Dated reports whether the field has a companion "<name>_precision" that says
// "month" or "year" where the day is not known.
func (f Field) Dated() bool { return f.Type == Date }

// Kind is a sort of record: one declaration from which intake, checks, lake,
// export, codebook and documents follow.
type Kind struct {
	Name     string
	Alias    string // another name accepted for it
	Title    Text
	About    Text     // one sentence: what one record is
	Key      []string // fields that, with the source, name a record
	Fields   []Field
	Ordered  [][2]string // pairs of dates of which the first may not be after the second
	Levels   []Subject   // whose dimensions may stand as further columns
	Identity bool        // the record id is made where the source has none
}

// Field returns a field by name.
func (k *Kind) Field(name string) (Field, bool) {
	for i := range k.Fields { // each is large, and this is asked for every value of a post
		if k.Fields[i].Name == name {
			return k.Fields[i], true
		}
	}
	return Field{}, false
}

// KindNamed finds a kind by its name or its alias.
func KindNamed(name string) (*Kind, error) {
	for _, k := range Kinds {
		if k.Name == name || k.Alias != "" && k.Alias == name {
			return k, nil
		}
	}
	return nil, &Error{Kind: NotFound, Message: "There is no kind of record called " + name + ".",
		Ar: "لا يوجد نوع من السجلات باسم " + name + "."}
}

// Kinds are all kinds of record, in the order in which they build on each other.
var Kinds = complete(
	&schools, &providers, &organisations, &people, &opportunities, &sessions,
	&participations, &headcounts, &credentials, &skills, &skillSteps, &evidence,
	&scales, &instruments, &options, &responses, &invitations, &decisions,
	&roles, &ties, &funds, &returns, &aliases,
)

// complete fills in the titles that come from the shared list.
func complete(kinds ...*Kind) []*Kind {
	for _, k := range kinds {
		for i := range k.Fields {
			if f := &k.Fields[i]; f.Title.IsZero() {
				f.Title = fieldTitles[f.Name]
			}
		}
	}
	return kinds
}

func atLeast(x float64) *float64 { return &x }
func atMost(x float64) *float64  { return &x }
