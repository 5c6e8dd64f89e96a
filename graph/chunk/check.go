package chunk

import (
	"bytes"
	"crypto/sha256"

	"github.com/chainatlas/chainatlas/graph"
)

// Sum returns the hash of the uncompressed encoding of a chunk as it is now.
func (d *Decoder) Sum(c *graph.Chunk) (graph.Hash, error) {
	if err := d.inflate(c); err != nil {
		return graph.Hash{}, err
	}
	return sha256.Sum256(d.raw), nil
}

// Check decodes a chunk, like [Decoder.Decode], and fails with
// [graph.CodeDamaged] unless all that is said beside its data holds: the
// hash, if it was not rewritten, the first and the last subject, and the filter.
func (d *Decoder) Check(c *graph.Chunk) ([]graph.Assertion, error) {
	list, err := d.Decode(c)
	if err != nil {
		return nil, err
	}
	if !c.Redacted && sha256.Sum256(d.raw) != c.Hash {
		return nil, damaged("数据块的哈希与所声明的不符", "a chunk does not have the hash that it claims")
	}
	var last graph.SubjectID
	d.hashes = d.hashes[:0]
	for i, a := range list {
		s := a.About()
		if i > 0 && s < last {
			return nil, damaged("数据块中的断言未按顺序排列", "the assertions of a chunk are not in order")
		}
		if i == 0 || s != last {
			d.hashes = append(d.hashes, filterHash(string(s)))
		}
		last = s
	}
	var want []byte
	if len(d.hashes) > 2 {
		want = filter(d.hashes)
	}
	if len(list) == 0 || list[0].About() != c.First || last != c.Last || !bytes.Equal(want, c.Filter) {
		return nil, damaged("数据块中的主体与所声明的不符", "a chunk does not hold the subjects that it claims")
	}
	return list, nil
}
