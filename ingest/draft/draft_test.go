package draft

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"athar/models"
)

func drafted(t *testing.T, files map[string][]byte) *Draft {
	t.Helper()
	dir := t.TempDir()
	var all []File
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		all = append(all, File{name, path})
	}
	d, err := Package(t.Context(), all, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// brief is a feed as a reader would check it.
func brief(f Feed) string {
	parts := []string{f.Kind + ":"}
	for _, x := range f.Fields {
		parts = append(parts, x.Name+"="+x.Column+x.Constant)
	}
	return strings.Join(parts, " ")
}

func TestCharsetsAreTold(t *testing.T) {
	const arabic = "رقم الطالب,الجنس,الصف,المدرسة\n1,أنثى,7,مدرسة النور\n2,ذكر,8,مدرسة الأمل الابتدائية\n"
	const western = "student id,gender,grade,school\n1,F,7,St. Mary’s “Côté”\n2,M,8,École Élémentaire – Besançon\n"
	for _, c := range []struct {
		name, text string
		as         encoding.Encoding
		want       string
	}{
		{"utf-8", arabic, unicode.UTF8, ""},
		{"windows-1256", arabic, charmap.Windows1256, "windows-1256"},
		{"windows-1252", western, charmap.Windows1252, "windows-1252"},
		{"macintosh", western, charmap.Macintosh, "macintosh"},
		{"utf-16 with its mark", arabic, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), ""},
		{"utf-16 without", arabic, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"},
	} {
		t.Run(c.name, func(t *testing.T) {
			content, err := c.as.NewEncoder().Bytes([]byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			d := drafted(t, map[string][]byte{"pupils.csv": content})
			if len(d.Feeds) != 1 || d.Feeds[0].Kind != "people" || d.Feeds[0].Encoding != c.want {
				t.Errorf("%+v %+v", d.Feeds, d.Unread)
			}
		})
	}
}

func TestASheetIsAFile(t *testing.T) {
	b := excelize.NewFile()
	b.SetSheetName("Sheet1", "المدارس")
	b.NewSheet("Visits")
	for place, v := range map[string]any{"A1": "قائمة", "A2": "رمز المدرسة", "B2": "اسم المدرسة", "C2": "نوع المدرسة", "A3": "s1", "B3": "النور", "C3": "حكومية", "A4": "s2", "B4": "الأمل", "C4": "خاصة"} {
		b.SetCellValue("المدارس", place, v)
	}
	for place, v := range map[string]any{"A1": "Event", "B1": "School", "C1": "Date", "D1": "Number of students", "A2": "e1", "B2": "s1", "C2": "2024-10-01", "D2": 28, "A3": "e1", "B3": "s2", "C3": "2024-10-02", "D3": 30} {
		b.SetCellValue("Visits", place, v)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	d := drafted(t, map[string][]byte{"book.xlsx": out.Bytes()})
	got := map[string]string{}
	for _, f := range d.Feeds {
		got[f.File] = brief(f)
	}
	if want := "schools: school_id=رمز المدرسة name_ar=اسم المدرسة type=نوع المدرسة"; got["book.xlsx#المدارس"] != want {
		t.Errorf("%q, want %q", got["book.xlsx#المدارس"], want)
	}
	if want := "headcounts: opportunity_id=Event school_id=School starts_on=Date count=Number of students"; got["book.xlsx#Visits"] != want {
		t.Errorf("%q, want %q", got["book.xlsx#Visits"], want)
	}
	if !strings.Contains(string(d.YAML), `values:`) || !strings.Contains(string(d.YAML), `"حكومية": government`) {
		t.Errorf("codes are not recoded:\n%s", d.YAML)
	}
}

func TestGroupsAndTheirOrder(t *testing.T) {
	var rows bytes.Buffer
	rows.WriteString("student id,gender,household income,teacher,notes,pupil name\n")
	bands := []string{"10,000 or more", "5,000-9,999", "under 5,000"}
	for i := range 90 {
		fmt.Fprintf(&rows, "%d,%s,\"%s\",Ms Hind,,Name %d\n", i, []string{"Female", "male"}[i%2], bands[i%3], i)
	}
	d := drafted(t, map[string][]byte{"pupils.csv": rows.Bytes()})
	if len(d.Feeds) != 1 || len(d.Dimensions) != 2 {
		t.Fatalf("%+v %+v", d.Feeds, d.Dimensions)
	}
	if x, _ := d.Feeds[0].Field("gender"); x.Values["Female"] != "F" || x.Values["male"] != "M" {
		t.Errorf("gender is recoded as %v", x.Values)
	}
	income := d.Dimensions[1]
	if !income.Ordered || len(income.Levels) != 3 || income.Levels[0].ID != "under 5,000" || income.Levels[2].ID != "10,000 or more" {
		t.Errorf("%+v", income)
	}
	for _, never := range []string{"Hind", "Name 7"} {
		if bytes.Contains(d.YAML, []byte(never)) {
			t.Errorf("a value is told: %s", never)
		}
	}
}

func TestDateFormats(t *testing.T) {
	for _, c := range []struct {
		first, second string
		format        string
		ambiguous     bool
	}{
		{"2024-10-01", "2024-10-31", "", false},
		{"13/02/2024", "01/03/2024", "DD/MM/YYYY", false},
		{"02/13/2024", "03/01/2024", "MM/DD/YYYY", false},
		{"02/03/2024", "04/05/2024", "DD/MM/YYYY", true},
		{"١٣/٠٢/٢٠٢٤", "٠١/٠٣/٢٠٢٤", "DD/MM/YYYY", false},
		{"2024/02/13", "2024/03/01", "YYYY/MM/DD", false},
		{"13.02.2024", "01.03.2024", "DD.MM.YYYY", false},
		{"13-Feb-2024", "01-Mar-2024", "DD-MMM-YYYY", false},
		{"13/02/2024 08:30", "01/03/2024 19:00", "DD/MM/YYYY HH:mm", false},
		{"13/02/24", "01/03/24", "DD/MM/YY", false},
		{"2024-03-01", "13/02/2024", "DD/MM/YYYY", false}, // a date of the workbook's beside one somebody typed
		{"2024-10-31", "02/03/2024", "DD/MM/YYYY", true},
	} {
		d := drafted(t, map[string][]byte{"attendance.csv": []byte("student id,event id,status,date\n1,e1,attended," + c.first + "\n2,e1,attended," + c.second + "\n")})
		f := d.Feeds[len(d.Feeds)-1]
		x, ok := f.Field("occurred_on")
		if !ok || x.Format != c.format {
			t.Errorf("%s: %q, want %q; %s", c.first, x.Format, c.format, brief(f))
		}
		said := false
		for _, doubt := range d.Doubts {
			said = said || strings.Contains(doubt.Text.En, "fit alike")
		}
		if said != c.ambiguous {
			t.Errorf("%s: said to be ambiguous: %v", c.first, said)
		}
	}
}

// Nobody comes twice in this file, and everybody may in the next.
func TestAKeyIsWhoAndWhat(t *testing.T) {
	for file, want := range map[string]string{
		"student id,workshop code,status,date\n1,a,attended,2024-10-01\n2,b,attended,2024-10-01\n":                        "person_id opportunity_id",
		"student id,workshop code,status,date\n1,a,attended,2024-10-01\n1,a,absent,2024-10-01\n2,b,attended,2024-10-01\n": "person_id opportunity_id stage",
		"student id,workshop code,status,date\n1,a,attended,2024-10-01\n1,a,attended,2024-10-02\n":                        "person_id opportunity_id stage occurred_on",
		"student id,workshop code,status,date\n1,a,attended,2024-10-01\n1,a,attended,2024-10-01\n":                        "",
	} {
		d := drafted(t, map[string][]byte{"attendance.csv": []byte(file)})
		if f := d.Feeds[len(d.Feeds)-1]; f.Kind != "participations" || strings.Join(f.Key, " ") != want {
			t.Errorf("%s: %s has the key %v, not %s", file, f.Kind, f.Key, want)
		}
	}
}

func TestRowsThatRepeatPeopleAreNoRegister(t *testing.T) {
	d := drafted(t, map[string][]byte{"bookings.csv": []byte("booking id,student id,gender,course code,status,booking date\nb1,1,F,c1,confirmed,2024-10-01\nb2,1,F,c2,cancelled,2024-10-02\nb3,2,M,c1,waiting list,2024-10-03\n")})
	var kinds []string
	for _, f := range d.Feeds {
		kinds = append(kinds, brief(f))
	}
	want := "people: person_id=student id gender=gender\nopportunities: opportunity_id=course code title_en=course code\nparticipations: record_id=booking id person_id=student id opportunity_id=course code stage=status occurred_on=booking date"
	if got := strings.Join(kinds, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWhatElseIsWrongComesBeforeTheCharset(t *testing.T) {
	content, err := charmap.Windows1256.NewEncoder().Bytes([]byte("رقم الطالب;الصف;ملاحظة;ملاحظة\n1;7;;\n2;8;;\n"))
	if err != nil {
		t.Fatal(err)
	}
	d := drafted(t, map[string][]byte{"pupils.csv": content})
	if len(d.Unread) != 1 || d.Unread[0].Code != "duplicate_header" {
		t.Errorf("%+v", d.Unread)
	}
}

// visitsSaved is a list as a museum saves it: titles above, totals below, a stage in words of which one is unknown.
const visitsSaved = "زيارات المتحف;;;;\n;;;;\nرقم الطالب;الجنس;الورشة;التاريخ;الحالة\n1;أنثى;فخار;13/10/2025;حضـــر\n2;ذكر;فخار;14/10/2025;تسجيل\n3;أنثى;فخار;15/10/2025;لا أدري\nالمجموع;;;;3\n"

func TestTitlesAndTotalsAreNoRecords(t *testing.T) {
	d := drafted(t, map[string][]byte{"list.csv": []byte(visitsSaved)})
	got := map[string]string{}
	for _, f := range d.Feeds {
		got[f.Kind] = brief(f)
		if f.Totals == nil || *f.Totals != (models.Totals{Column: "رقم الطالب", Word: "المجموع"}) {
			t.Errorf("%s: the totals are %+v", f.Name, f.Totals)
		}
		if mapping := string(d.Mappings[f.Name+".sql"]); !strings.Contains(mapping, `"رقم الطالب" IS DISTINCT FROM 'المجموع'`) {
			t.Errorf("%s takes the totals in:\n%s", f.Name, mapping)
		}
	}
	if want := "participations: person_id=رقم الطالب opportunity_id=الورشة stage=الحالة occurred_on=التاريخ"; got["participations"] != want {
		t.Errorf("%q, want %q", got["participations"], want)
	}
	if want := "people: person_id=رقم الطالب gender=الجنس"; got["people"] != want {
		t.Errorf("%q, want %q", got["people"], want)
	}
}

func TestItIsSaidThatAColumnIsNotWhatItsNameSays(t *testing.T) {
	d := drafted(t, map[string][]byte{"attendance.csv": []byte("student id,event id,status,date,minutes\n1,e1,blue,2024-10-01,10\n2,e1,red,45567,ten\n3,e1,green,soon,20\n")})
	said := map[string]string{}
	for _, x := range d.Doubts {
		said[x.Column] += x.Text.En
	}
	for column, field := range map[string]string{"status": "stage", "date": "occurred_on", "minutes": "minutes"} {
		if !strings.Contains(said[column], "By its name it is "+field+", and it is left out") {
			t.Errorf("%s: %q", column, said[column])
		}
	}
}
