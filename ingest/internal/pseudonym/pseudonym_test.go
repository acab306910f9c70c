package pseudonym

import (
	"crypto/hmac"
	"crypto/sha256"
	"os"
	"path/filepath"
	"testing"

	"athar/models"
)

func TestKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "pseudonyms.key")

	t.Run("a missing key is refused where records exist already", func(t *testing.T) {
		if _, err := OpenKey(path, false); models.KindOf(err) != models.Conflict {
			t.Fatalf("got %v", err)
		}
	})
	key, err := OpenKey(path, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the key is readable by its owner alone and stays the same", func(t *testing.T) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Fatalf("mode %v, %v", info.Mode(), err)
		}
		again, err := OpenKey(path, true)
		if err != nil || again.Fingerprint() != key.Fingerprint() {
			t.Fatalf("another key, %v", err)
		}
	})
	t.Run("a pseudonym is HMAC-SHA-256 over scope and id", func(t *testing.T) {
		got := key.Pseudonymiser(PersonScope("qid")).ID("28412345678")
		mac := hmac.New(sha256.New, key.secret)
		mac.Write([]byte("person:qid\x0028412345678"))
		want := mac.Sum(nil)
		want[6], want[8] = want[6]&0x0f|0x80, want[8]&0x3f|0x80
		if string(got[:]) != string(want[:16]) {
			t.Fatalf("got %x, want %x", got[:], want[:16])
		}
	})
	t.Run("schemes and projects do not share pseudonyms", func(t *testing.T) {
		a := key.Pseudonymiser(PersonScope("qid")).ID("7")
		for _, other := range []*Pseudonymiser{key.Pseudonymiser(PersonScope("school")), key.Pseudonymiser(RecordScope("qid")), key.Project("p").Pseudonymiser(PersonScope("qid"))} {
			if other.ID("7") == a {
				t.Fatal("the same pseudonym in two scopes")
			}
		}
	})
	t.Run("a damaged key is named", func(t *testing.T) {
		if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKey(path, true); models.KindOf(err) != models.Conflict {
			t.Fatalf("got %v", err)
		}
	})
}

func TestNormalise(t *testing.T) {
	for given, want := range map[string]string{
		"123":                   "123",
		"  12  3 ":              "12 3",
		"١٢٣":                   "123",
		"۱۲۳":                   "123",
		"\u200f\u202a123\u202c": "123",
		"محـــمد":               "محمد",
		"Ａ１":                    "A1",
		"aB":                    "aB",
		"id\x1f\t7\v8":          "id\x1f 7 8",
	} {
		if got := Normalise(given); got != want {
			t.Errorf("Normalise(%q) = %q, want %q", given, got, want)
		}
	}
}
