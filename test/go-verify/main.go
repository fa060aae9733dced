// Command go-verify checks the log of a Gatehouse archive with the code of the Go checksum database
// (golang.org/x/mod/sumdb/note and tlog). It shares nothing with Gatehouse and reads nothing but the archive.
//
//	go run . ARCHIVE VKEY [OLD-CHECKPOINT]
package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	if len(os.Args) != 3 && len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: go-verify ARCHIVE VKEY [OLD-CHECKPOINT]")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Println("FAIL", err)
		os.Exit(1)
	}
}

func run(archive, vkey string, old []string) error {
	tree, err := openCheckpoint(filepath.Join(archive, "log", "checkpoint"), vkey)
	if err != nil {
		return err
	}
	fmt.Println("checkpoint OK, size", tree.N)
	reader := tlog.TileHashReader(tree, tiles{archive})
	entries, err := readEntries(archive, tree.N)
	if err != nil {
		return err
	}
	if err := replay(entries, tree); err != nil {
		return err
	}
	fmt.Println("root over the entries OK")
	for i, entry := range entries {
		proof, err := tlog.ProveRecord(tree.N, int64(i), reader)
		if err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), tlog.RecordHash(entry)); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
	}
	fmt.Println("inclusion by the stored tiles OK,", len(entries), "entries")
	if err := checkRecords(archive, entries); err != nil {
		return err
	}
	fmt.Println("record files OK")
	for _, path := range old {
		kept, err := openCheckpoint(path, vkey)
		if err != nil {
			return err
		}
		if kept.N > tree.N {
			return fmt.Errorf("the kept checkpoint counts %d entries, the archive %d", kept.N, tree.N)
		}
		proof, err := tlog.ProveTree(tree.N, kept.N, reader)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, kept.N, kept.Hash); err != nil {
			return err
		}
		fmt.Println("consistency OK, from size", kept.N)
	}
	return nil
}

func openCheckpoint(path, vkey string) (tlog.Tree, error) {
	var tree tlog.Tree
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tree, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("%s is not a checkpoint of %s", path, verifier.Name())
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tree, err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != len(tree.Hash) {
		return tree, fmt.Errorf("%s has no root hash", path)
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

// replay computes the root from the entries alone.
func replay(entries [][]byte, tree tlog.Tree) error {
	var hashes []tlog.Hash
	stored := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = hashes[index]
		}
		return found, nil
	})
	for i, entry := range entries {
		added, err := tlog.StoredHashes(int64(i), entry, stored)
		if err != nil {
			return err
		}
		hashes = append(hashes, added...)
	}
	root, err := tlog.TreeHash(int64(len(entries)), stored)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the root over %d entries is %v, the checkpoint signs %v", len(entries), root, tree.Hash)
	}
	return nil
}

// tiles reads hash tiles at the paths of C2SP tlog-tiles.
type tiles struct{ archive string }

func (t tiles) Height() int { return height }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	read := make([][]byte, len(wanted))
	for i, tile := range wanted {
		data, err := os.ReadFile(tilePath(t.archive, strconv.Itoa(tile.L), tile.N, tile.W))
		if err != nil {
			return nil, err
		}
		read[i] = data
	}
	return read, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func tilePath(archive, level string, n int64, width int) string {
	parts := []string{fmt.Sprintf("%03d", n%1000)}
	for n /= 1000; n > 0; n /= 1000 {
		parts = append([]string{fmt.Sprintf("x%03d", n%1000)}, parts...)
	}
	path := filepath.Join(archive, "log", "tile", level, filepath.Join(parts...))
	if width < 1<<height {
		path += ".p" + string(filepath.Separator) + strconv.Itoa(width)
	}
	return path
}

func readEntries(archive string, size int64) ([][]byte, error) {
	var entries [][]byte
	for n := int64(0); n<<height < size; n++ {
		width := min(size-n<<height, 1<<height)
		path := tilePath(archive, "entries", n, int(width))
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		for len(data) > 0 {
			if len(data) < 2 || len(data) < 2+int(binary.BigEndian.Uint16(data)) {
				return nil, fmt.Errorf("%s is cut", path)
			}
			end := 2 + int(binary.BigEndian.Uint16(data))
			entries = append(entries, data[2:end])
			data = data[end:]
		}
	}
	if int64(len(entries)) != size {
		return nil, fmt.Errorf("the checkpoint counts %d entries, the log has %d", size, len(entries))
	}
	return entries, nil
}

// checkRecords compares the bytes of every record file with the digest in the log, in both directions.
func checkRecords(archive string, entries [][]byte) error {
	digests := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(archive, "records"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		digest := sha256.Sum256(data)
		digests[hex.EncodeToString(digest[:])] = true
		return err
	})
	if err != nil {
		return err
	}
	for i, entry := range entries {
		var leaf struct{ Id, Sha256 string }
		if err := json.Unmarshal(entry, &leaf); err != nil {
			return fmt.Errorf("entry %d: %w", i, err)
		}
		if !digests[leaf.Sha256] {
			return fmt.Errorf("the record %s of entry %d is missing or changed", leaf.Id, i)
		}
	}
	if len(digests) != len(entries) {
		return fmt.Errorf("%d record files, %d log entries", len(digests), len(entries))
	}
	return nil
}
