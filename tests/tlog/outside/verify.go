// What does Go's checksum database say of our proofs, notes and tile paths? One question a line on standard input,
// yes or no a line on standard output. The judges are golang.org/x/mod/sumdb/note and /tlog; the cosignature of
// C2SP tlog-cosignature, which they do not know, is put together here from the standard library.
//
//	inclusion ROOT SIZE INDEX LEAF HASHES
//	consistency OLDROOT OLD ROOT SIZE HASHES
//	note COUNT KEYS NOTE      does the note open, with so many verified signatures?
//	path LEVEL INDEX WIDTH PATH
//
// Hashes and notes are base64; lists have commas, and - is the empty list.
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const cosignature = 0x04

// witness verifies cosignatures, version 1.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(signature)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	return ed25519.Verify(w.key, []byte(message), signature[8:])
}

// verifier reads a key of either kind.
func verifier(key string) (note.Verifier, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("%q is no key", key)
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 1+ed25519.PublicKeySize || data[0] != cosignature {
		return note.NewVerifier(key)
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	if fmt.Sprintf("%x", id[:4]) != parts[1] {
		return nil, fmt.Errorf("%q has another id", key)
	}
	return witness{parts[0], binary.BigEndian.Uint32(id[:4]), data[1:]}, nil
}

// words reads the words of one question; the first slip is kept.
type words struct {
	left []string
	err  error
}

func (w *words) text() string {
	if len(w.left) == 0 {
		w.err = fmt.Errorf("a word is missing")
		return ""
	}
	word := w.left[0]
	w.left = w.left[1:]
	return word
}

func (w *words) number() int64 {
	number, err := strconv.ParseInt(w.text(), 10, 64)
	w.keep(err)
	return number
}

func (w *words) hash() tlog.Hash {
	hash, err := tlog.ParseHash(w.text())
	w.keep(err)
	return hash
}

func (w *words) hashes() []tlog.Hash {
	var hashes []tlog.Hash
	text := w.text()
	if text == "-" {
		return hashes
	}
	for _, word := range strings.Split(text, ",") {
		hash, err := tlog.ParseHash(word)
		w.keep(err)
		hashes = append(hashes, hash)
	}
	return hashes
}

func (w *words) keep(err error) {
	if w.err == nil {
		w.err = err
	}
}

func inclusion(w *words) error {
	root, size, index, leaf, proof := w.hash(), w.number(), w.number(), w.hash(), w.hashes()
	if w.err != nil {
		return w.err
	}
	return tlog.CheckRecord(proof, size, root, index, leaf)
}

func consistency(w *words) error {
	oldRoot, old, root, size, proof := w.hash(), w.number(), w.hash(), w.number(), w.hashes()
	if w.err != nil {
		return w.err
	}
	return tlog.CheckTree(proof, size, root, old, oldRoot)
}

func opened(w *words) error {
	count, keys, text := w.number(), w.text(), w.text()
	data, err := base64.StdEncoding.DecodeString(text)
	w.keep(err)
	if w.err != nil {
		return w.err
	}
	var known []note.Verifier
	for _, key := range strings.Split(keys, ",") {
		verifier, err := verifier(key)
		if err != nil {
			return err
		}
		known = append(known, verifier)
	}
	read, err := note.Open(data, note.VerifierList(known...))
	if err != nil {
		return err
	}
	if int64(len(read.Sigs)) != count {
		return fmt.Errorf("%d signatures verified", len(read.Sigs))
	}
	_, err = tlog.ParseTree([]byte("go.sum database tree\n" + strings.SplitN(read.Text, "\n", 2)[1]))
	return err
}

func path(w *words) error {
	tile := tlog.Tile{H: 8, L: int(w.number()), N: w.number(), W: int(w.number())}
	stated := w.text()
	if w.err != nil {
		return w.err
	}
	if found := strings.Replace(tile.Path(), "tile/8/", "tile/", 1); found != stated {
		return fmt.Errorf("it stands at %s", found)
	}
	return nil
}

var questions = map[string]func(*words) error{
	"inclusion": inclusion, "consistency": consistency, "note": opened, "path": path,
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	answers := bufio.NewWriter(os.Stdout)
	defer answers.Flush()
	for lines.Scan() {
		asked := &words{left: strings.Fields(lines.Text())}
		question, known := questions[asked.text()]
		if !known {
			fmt.Fprintln(os.Stderr, "no such question:", lines.Text())
			os.Exit(2)
		}
		if err := question(asked); err != nil {
			fmt.Fprintln(answers, "no:", err)
		} else {
			fmt.Fprintln(answers, "yes")
		}
	}
}
