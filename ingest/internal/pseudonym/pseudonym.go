// Package pseudonym is the stage of the road in at which names of people stop:
// ids of persons, records and sessions become keyed pseudonyms before anything
// is kept.
package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"athar/models"
)

// keyBytes is the length of the key: that of the hash it keys.
const keyBytes = sha256.Size

// Key makes pseudonyms. It lies outside the lake and is backed up apart.
type Key struct{ secret []byte }

// OpenKey reads the key of a workspace, or makes one when create is true: a
// workspace that holds records already must never get a new key, because the
// same person would become two.
func OpenKey(path string, create bool) (*Key, error) {
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
		if err != nil || len(secret) != keyBytes {
			return nil, &models.Error{Kind: models.Conflict, Message: "The key of the pseudonyms in keys/ is damaged; restore it from its backup.",
				Ar: "مفتاح الأسماء المستعارة في keys/ تالف؛ استعده من نسخته الاحتياطية."}
		}
		return &Key{secret}, nil
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read the key of the pseudonyms: %w", err)
	case !create:
		return nil, &models.Error{Kind: models.Conflict, Message: "The key of the pseudonyms is missing from keys/; nothing can be loaded without it. Restore it from its backup.",
			Ar: "مفتاح الأسماء المستعارة مفقود من keys/؛ لا يمكن التحميل من دونه. استعده من نسخته الاحتياطية."}
	}
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	if err := write(path, []byte(hex.EncodeToString(secret)+"\n")); err != nil {
		return nil, fmt.Errorf("write the key of the pseudonyms: %w", err)
	}
	return &Key{secret}, nil
}

// write puts a file in place so that a power cut leaves all of it or nothing.
func write(path string, content []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err := f.Write(content); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Fingerprint tells keys apart without giving them away.
func (k *Key) Fingerprint() string { return k.Pseudonymiser("fingerprint").ID("").String()[:8] }

// Project derives a key for one export, so that no two exports can be joined.
func (k *Key) Project(name string) *Key {
	mac := hmac.New(sha256.New, k.secret)
	mac.Write([]byte("project\x00" + name))
	return &Key{mac.Sum(nil)}
}

// maker makes pseudonyms of every scope. It is for one goroutine.
type maker struct {
	mac       hash.Hash
	text, sum []byte // room
}

func (k *Key) maker() *maker { return &maker{mac: hmac.New(sha256.New, k.secret)} }

// id is HMAC-SHA-256 over scope and id, of which 128 bits are kept as a UUID
// (RFC 9562 version 8: the remaining 122 bits are ours).
func (m *maker) id(scope, id string) uuid.UUID {
	m.mac.Reset()
	m.text = append(append(append(m.text[:0], scope...), 0), id...)
	m.mac.Write(m.text)
	m.sum = m.mac.Sum(m.sum[:0])
	var u uuid.UUID
	copy(u[:], m.sum)
	u[6] = u[6]&0x0f | 0x80
	u[8] = u[8]&0x3f | 0x80
	return u
}

// Pseudonymiser makes the pseudonyms of one scope: a scheme of person ids, or
// the records or sessions of a source. It is for one goroutine.
type Pseudonymiser struct {
	maker *maker
	scope string
}

// Pseudonymiser returns the maker for a scope.
func (k *Key) Pseudonymiser(scope string) *Pseudonymiser { return &Pseudonymiser{k.maker(), scope} }

// ID is the pseudonym of an id.
func (p *Pseudonymiser) ID(id string) uuid.UUID { return p.maker.id(p.scope, id) }

const recordScope = "record:"

// RecordScope is the scope of the record ids of a source.
func RecordScope(source string) string { return recordScope + source }

// SessionScope is the scope of the session ids of a source.
func SessionScope(source string) string { return "session:" + source }

// PersonScope is the scope of persons' ids of a scheme.
func PersonScope(scheme string) string { return "person:" + scheme }

// Normalise makes one text of the ways an id is typed: compatibility forms,
// Arabic-Indic digits, direction marks, tatweel and stray spaces do not make
// another person. Letters' case is kept: some schemes tell a from A.
func Normalise(id string) string {
	plain := true
	for i := 0; i < len(id); i++ {
		if id[i] >= 0x80 || '\t' <= id[i] && id[i] <= '\r' || id[i] == ' ' && (i == 0 || i == len(id)-1 || id[i-1] == ' ') {
			plain = false
			break
		}
	}
	if plain {
		return id
	}
	// What one pass takes out may have kept letters and their marks apart.
	for range 4 {
		next := normalised(id)
		if next == id {
			break
		}
		id = next
	}
	return id
}

func normalised(id string) string {
	var out strings.Builder
	space := false
	for _, r := range norm.NFKC.String(id) {
		switch {
		case unicode.IsSpace(r):
			space = out.Len() > 0
			continue
		case unicode.Is(unicode.Cf, r), r == 'ـ':
			continue
		case r >= '٠' && r <= '٩':
			r = '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			r = '0' + r - '۰'
		}
		if space {
			out.WriteByte(' ')
			space = false
		}
		out.WriteRune(r)
	}
	return out.String()
}
