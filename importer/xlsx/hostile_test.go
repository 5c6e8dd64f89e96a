package xlsx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"hash/maphash"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/chainatlas/chainatlas/graph"
)

// hostile is a file that must be refused, with what must be said about it.
type hostile struct {
	name   string
	file   []byte
	opts   Options
	code   graph.Code
	zh, en string // pieces of the messages
}

// raw is an entry whose header claims what the test wants.
type raw struct {
	name         string
	body         []byte // as packed
	method       uint16
	flags        uint16
	size, packed uint64
	crc          uint32
}

// deflated packs a body that is given in repetitions of a piece.
func deflated(tb testing.TB, name, head, piece string, times int, tail string) raw {
	tb.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		tb.Fatal(err)
	}
	sum := crc32.NewIEEE()
	size := 0
	put := func(s string) {
		size += len(s)
		for _, to := range []io.Writer{w, sum} {
			if _, err := io.WriteString(to, s); err != nil {
				tb.Fatal(err)
			}
		}
	}
	put(head)
	for some := max(1, 1<<16/len(piece)); times > 0; times -= some {
		put(strings.Repeat(piece, min(some, times)))
	}
	put(tail)
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return raw{name: name, body: b.Bytes(), method: zip.Deflate, size: uint64(size), packed: uint64(b.Len()), crc: sum.Sum32()}
}

// packRaw makes an archive in which raw entries take the place of those of the
// same name.
func packRaw(tb testing.TB, es []entry, raws ...raw) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, r := range raws {
		es = without(es, r.name)
	}
	for _, e := range es {
		w, err := z.Create(e.name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(w, e.body); err != nil {
			tb.Fatal(err)
		}
	}
	for _, r := range raws {
		w, err := z.CreateRaw(&zip.FileHeader{Name: r.name, Method: r.method, Flags: r.flags, CRC32: r.crc, CompressedSize64: r.packed, UncompressedSize64: r.size})
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write(r.body); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// compound is a small compound file with streams of these names, all empty.
func compound(names ...string) []byte {
	le := binary.LittleEndian
	b := make([]byte, 512*3) // header, FAT, directory
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint16(b[24:], 0x3E)
	le.PutUint16(b[26:], 3)
	le.PutUint16(b[28:], 0xFFFE)
	le.PutUint16(b[30:], 9)
	le.PutUint16(b[32:], 6)
	le.PutUint32(b[44:], 1)          // one sector of the FAT
	le.PutUint32(b[48:], 1)          // the directory is in sector 1
	le.PutUint32(b[56:], 4096)       // mini stream cutoff
	le.PutUint32(b[60:], 0xFFFFFFFE) // no mini FAT
	le.PutUint32(b[68:], 0xFFFFFFFE) // no DIFAT
	for i := 76; i < 512; i += 4 {
		le.PutUint32(b[i:], 0xFFFFFFFF)
	}
	le.PutUint32(b[76:], 0)
	fat := b[512:1024]
	for i := 0; i < 512; i += 4 {
		le.PutUint32(fat[i:], 0xFFFFFFFF)
	}
	le.PutUint32(fat[0:], 0xFFFFFFFD)
	le.PutUint32(fat[4:], 0xFFFFFFFE)
	for i, name := range append([]string{"Root Entry"}, names...) {
		e := b[1024+128*i:]
		u := utf16.Encode([]rune(name))
		for j, c := range u {
			le.PutUint16(e[2*j:], c)
		}
		le.PutUint16(e[64:], uint16(2*len(u)+2))
		e[66] = 2
		le.PutUint32(e[68:], 0xFFFFFFFF)
		le.PutUint32(e[72:], 0xFFFFFFFF)
		le.PutUint32(e[76:], 0xFFFFFFFF)
		le.PutUint32(e[116:], 0xFFFFFFFE)
		if i == 0 {
			e[66] = 5
			le.PutUint32(e[76:], 1)
		} else if i < len(names) {
			le.PutUint32(e[72:], uint32(i+1))
		}
	}
	return b
}

const (
	sheet1     = "xl/worksheets/sheet1.xml"
	stringPart = "xl/sharedStrings.xml"
	sheetHead  = xmlHead + `<worksheet xmlns="` + nsMain + `"><sheetData>`
	sheetTail  = `</sheetData></worksheet>`
	sstHead    = xmlHead + `<sst xmlns="` + nsMain + `">`
)

// corpus makes all hostile files, once.
func corpus(tb testing.TB) []hostile {
	corpusOnce.Do(func() { madeCorpus = makeCorpus(tb) })
	return madeCorpus
}

var (
	corpusOnce sync.Once
	madeCorpus []hostile
)

func makeCorpus(tb testing.TB) []hostile {
	one := `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	es := parts([]string{"<t>甲</t>"}, sheetXML(one))
	good := pack(tb, es)
	file := func(name, body string) []byte { return pack(tb, set(es, name, body)) }
	rows := func(xml string) []byte { return file(sheet1, sheetXML(xml)) }
	sheet := func(xml string) []byte { return file(sheet1, xmlHead+xml) }
	sst := func(xml string) []byte { return file(stringPart, sstHead+xml+`</sst>`) }
	const D, L, I = graph.CodeDamaged, graph.CodeLimit, graph.CodeInvalid
	crooked := func(change func(*raw)) []byte {
		r := deflated(tb, sheet1, sheetXML(one), " ", 1, "")
		change(&r)
		return packRaw(tb, es, r)
	}
	cases := []hostile{
		// What is no workbook.
		{"empty", nil, Options{}, D, "文件为空", "the file is empty"},
		{"text", []byte("企业,产品\n甲,乙\n"), Options{}, I, ".csv", "text file"},
		{"text in GBK", []byte("\xc6\xf3\xd2\xb5,\xb2\xfa\xc6\xb7\n"), Options{}, I, "文本文件", ".csv"},
		{"HTML", []byte("\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>"), Options{}, I, "网页", "web page"},
		{"XML of 2003", []byte(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`), Options{}, I, "2003", "2003"},
		{"PDF", []byte("%PDF-1.7\n"), Options{}, I, "PDF", "PDF"},
		{"RAR", []byte("Rar!\x1a\x07\x01\x00"), Options{}, I, "解压", "unpack"},
		{"noise", []byte("\x01\x02\x03\x04\x00\x00\x00\x00"), Options{}, I, "不是 .xlsx 工作簿", "no .xlsx workbook"},
		{"encrypted workbook", compound("EncryptionInfo", "EncryptedPackage"), Options{}, I, "去掉密码", "without one"},
		{"xls", compound("Workbook"), Options{}, I, "（.xls）", "(.xls)"},
		{"xls of Excel 5", compound("Book"), Options{}, I, "另存为 .xlsx", "save it as .xlsx"},
		{"xls without a compound file", []byte("\x09\x08\x10\x00\x00\x06\x05\x00"), Options{}, I, "（.xls）", "(.xls)"},
		{"doc", compound("WordDocument"), Options{}, I, "Word", "document"},
		{"compound file without its directory", compound("Workbook")[:1024], Options{}, I, "旧版 Office", "old Office"},
		{"ods", pack(tb, []entry{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}}), Options{}, I, "（.ods）", "(.ods)"},
		{"xlsb", pack(tb, in(set(without(es, "xl/workbook.xml"), "xl/workbook.bin", "\x83\x01\x00"), "workbook.xml", "workbook.bin")), Options{}, I, "（.xlsb）", "(.xlsb)"},
		{"docx", pack(tb, in(set(es[:2], "word/document.xml", "<x/>"), "xl/workbook.xml", "word/document.xml")), Options{}, I, "文档", "document"},
		{"zip of workbooks", pack(tb, []entry{{"a.xlsx", "PK"}, {"b.xlsx", "PK"}}), Options{}, I, "请先解压", "unpack it"},

		// Archives.
		{"cut in the middle", good[:len(good)/2], Options{}, D, "文件不完整", "the file is incomplete"},
		{"cut by a byte", good[:len(good)-1], Options{}, D, "请重新下载", "download or copy the file again"},
		{"duplicate entry", pack(tb, append([]entry{{"xl\\Worksheets\\sheet1.xml", sheetXML("")}}, es...)), Options{}, D, "两个同名条目", "two entries of this name"},
		{"too many entries", pack(tb, append(manyEntries(200), es...)), Options{MaxEntries: 100}, L, "条目超过 100 个", "more than 100 entries"},
		{"too long a directory", pack(tb, append(manyEntries(5000), es...)), Options{MaxEntries: 10}, L, "条目超过 10 个", "more than 10 entries"},
		{"four entries that declare 3.9 GB", packRaw(tb, es, claims(4, 39e8)...), Options{MaxRatio: 1 << 40}, L, "总大小超过 4096 MiB", "more than 4096 MiB"},
		{"sizes that wrap around", packRaw(tb, es, claims(3, 1<<63)...), Options{}, L, "总大小超过", "all parts together"},
		{"ratio", packRaw(tb, es, deflated(tb, sheet1, sheetHead, " ", 20<<20, sheetTail)), Options{}, L, "压缩炸弹", "decompression bomb"},
		{"large file", good, Options{MaxFile: 100}, L, "文件有", "the limit is"},
		{"large sheet", packRaw(tb, es, deflated(tb, sheet1, sheetHead, " ", 5<<20, sheetTail)), Options{MaxSheetBytes: 4 << 20}, L, "上限 4 MiB", "limit is 4 MiB"},
		{"large styles", packRaw(tb, es, deflated(tb, "xl/styles.xml", `<styleSheet xmlns="`+nsMain+`">`, "<!---->", 3<<20/7, "</styleSheet>")), Options{MaxPartBytes: 2 << 20}, L, "xl/styles.xml", "limit is 2 MiB"},
		{"claims to be larger than the file", crooked(func(r *raw) { r.packed = 1 << 40 }), Options{}, D, "声明的大小", "larger than the file"},
		{"unpacks to more than it claims", crooked(func(r *raw) { r.size -= 5 }), Options{}, D, "大小与目录不符", "another size"},
		{"unpacks to less than it claims", crooked(func(r *raw) { r.size += 5 }), Options{}, D, "大小与目录不符", "another size"},
		{"another checksum", crooked(func(r *raw) { r.crc++ }), Options{}, D, "校验和不符", "checksum"},
		{"no checksum", crooked(func(r *raw) { r.crc = 0 }), Options{}, D, "校验和不符", "checksum"},
		{"packed data are noise", crooked(func(r *raw) { r.body = bytes.Repeat([]byte{0xFF}, len(r.body)) }), Options{}, D, "压缩数据已损坏", "packed data are damaged"},
		{"encrypted entries", crooked(func(r *raw) { r.flags |= 1 }), Options{}, I, "已加密", "without a password"},
		{"unusual packing", crooked(func(r *raw) { r.method = 12 }), Options{}, I, "压缩方式（12）", "unusual method (12)"},

		// The parts of a workbook.
		{"no workbook", pack(tb, without(es, "xl/workbook.xml")), Options{}, D, "xl/workbook.xml：缺少", "xl/workbook.xml: this part is missing"},
		{"no relationships", pack(tb, without(es, "xl/_rels/workbook.xml.rels")), Options{}, D, "workbook.xml.rels：缺少", "this part is missing"},
		{"no sheet", pack(tb, without(es, sheet1)), Options{}, D, `"Sheet1" 的部件`, `part of the sheet "Sheet1" is missing`},
		{"no shared strings", pack(tb, without(es, stringPart)), Options{}, D, "Sheet1!A1", "and there are 0"},
		{"no styles", pack(tb, without(es, "xl/styles.xml")), Options{}, D, "xl/styles.xml：缺少", "xl/styles.xml: this part is missing"},
		{"external sheet", pack(tb, in(es, `Target="worksheets/sheet1.xml"`, `TargetMode="External" Target="worksheets/sheet1.xml"`)), Options{}, D, "指向文件之外", "leads out of the file"},
		{"sheets outside of the archive", pack(tb, in(es, `Target="worksheets/sheet1.xml"`, `Target="../../../etc/passwd"`)), Options{}, D, "etc/passwd：缺少", "is missing"},
		{"two sheets of one name", pack(tb, in(parts(nil, sheetXML(""), sheetXML("")), "Sheet2", "Sheet1")), Options{}, D, "两个名为", "two sheets have the name"},
		{"two sheets of one part", pack(tb, in(parts(nil, sheetXML(""), sheetXML("")), `Target="worksheets/sheet2.xml"`, `Target="worksheets/sheet1.xml"`)), Options{}, D, "两个工作表使用此部件", "two sheets lead to this part"},
		{"too many sheets", pack(tb, parts(nil, sheetXML(""), sheetXML(""), sheetXML(""))), Options{MaxSheets: 2}, L, "工作表超过 2 个", "more than 2 sheets"},
		{"another root", file("xl/workbook.xml", "<html/>"), Options{}, D, "根元素是 <html>", "root element is <html>"},
		{"another namespace", pack(tb, in(es, nsMain, "urn:x")), Options{}, D, "根元素", "root element"},

		// XML.
		{"DOCTYPE", sheet(`<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet/>`), Options{}, D, "DOCTYPE", "DOCTYPE"},
		{"unknown entity", rows(`<row r="1"><c r="A1"><v>&lol;</v></c></row>`), Options{}, D, "未知的实体", "unknown entity"},
		{"entity of a control character", rows(`<row r="1"><c r="A1"><v>&#1;</v></c></row>`), Options{}, D, "未知的实体", "unknown entity"},
		{"nesting", packRaw(tb, es, deflated(tb, sheet1, sheetHead, "<row>", 300_000, "")), Options{}, L, "嵌套超过 32 层", "nested deeper than 32"},
		{"nesting in strings", packRaw(tb, es, deflated(tb, stringPart, sstHead, "<r>", 300_000, "")), Options{}, L, "嵌套超过 32 层", "nested deeper than 32"},
		{"bad UTF-8", rows("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xff\xfe</v></c></row>"), Options{}, D, "UTF-8", "UTF-8"},
		{"cut character", sheet("\xe4\xb8"), Options{}, D, "UTF-8", "UTF-8"},
		{"control character", rows("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\x00</v></c></row>"), Options{}, D, "UTF-8", "UTF-8"},
		{"declared as GBK", file(sheet1, `<?xml version="1.0" encoding="GBK"?><worksheet/>`), Options{}, D, "GBK", "GBK"},
		{"UTF-16", file(sheet1, "\xff\xfe<\x00w\x00"), Options{}, D, "UTF-8", "UTF-8"},
		{"cut behind a row", file(sheet1, sheetHead+one), Options{}, D, "Sheet1 (xl/worksheets/sheet1.xml)", "before </sheetData>"},
		{"cut behind the rows", file(sheet1, sheetHead+one+"</sheetData>"), Options{}, D, "<worksheet> 结束之前", "before </worksheet>"},
		{"cut in a tag", file(sheet1, sheetHead+`<row r="1`), Options{}, D, "中途断开", "ends in the middle"},
		{"no sheetData", sheet(`<worksheet xmlns="` + nsMain + `"/>`), Options{}, D, "没有 <sheetData>", "no <sheetData>"},
		{"two sheetData", sheet(`<worksheet xmlns="` + nsMain + `"><sheetData/><sheetData/></worksheet>`), Options{}, D, "两个 <sheetData>", "two <sheetData>"},
		{"two roots", file(sheet1, sheetXML(one)+`<x/>`), Options{}, D, "两个根元素", "two root elements"},
		{"text behind the root", file(sheet1, sheetXML(one)+`x`), Options{}, D, "根元素之外", "outside of the root"},
		{"crossed tags", rows(`<row r="1"><c r="A1"><v>1</c></v></row>`), Options{}, D, "不匹配", "does not match"},
		{"stray text", rows(`<row r="1">1</row>`), Options{}, D, "元素之间有文字", "text stands between"},
		{"stray <", rows(`<row r="1"><c r="A1"><v>1 < 2</v></c></row>`), Options{}, D, "标签名", "no name of a tag"},
		{"attribute without quotes", rows(`<row r=1/>`), Options{}, D, "引号", "quotes"},
		{"attribute twice", rows(`<row r="1" r="2"/>`), Options{}, D, "属性 r 重复", "attribute r occurs twice"},
		{"endless tag", packRaw(tb, es, deflated(tb, sheet1, sheetHead+`<row x="`, "aaaaaaaa", 5<<17, `"/>`+sheetTail)), Options{}, L, "标签超过 4 MiB", "more than 4 MiB"},
		{"endless end tag", packRaw(tb, es, deflated(tb, sheet1, sheetHead+`<row></row`, "        ", 5<<17, `>`+sheetTail)), Options{}, L, "标签超过 4 MiB", "more than 4 MiB"},
		{"many attributes", rows("<row " + manyAttrs(65) + "/>"), Options{}, D, "超过 64 个属性", "more than 64 attributes"},

		// Rows and cells.
		{"row out of order", rows(`<row r="7"/><row r="5"><c r="A5"><v>1</v></c></row>`), Options{}, D, "第 5 行出现在第 7 行之后", "row 5 comes after row 7"},
		{"row twice", rows(`<row r="7"/><row r="7"/>`), Options{}, D, "行号乱序", "out of order"},
		{"row 0", rows(`<row r="0"/>`), Options{}, D, "无效", "invalid number"},
		{"row beyond the last", rows(`<row r="1048577"/>`), Options{}, D, "无效", "invalid number"},
		{"row without a number beyond the last", rows(`<row r="1048576"/><row/>`), Options{}, D, "超过 1048576 行", "more than 1048576 rows"},
		{"cell out of order", rows(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>`), Options{}, D, "Sheet1!A1", "out of order"},
		{"cell twice", rows(`<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>`), Options{}, D, "Sheet1!B1", "occurs twice"},
		{"cell of another row", rows(`<row r="1"><c r="A2"><v>1</v></c></row>`), Options{}, D, `"A2" 无效`, `invalid reference "A2"`},
		{"cell without a reference", rows(`<row r="1"><c r="$A$1"><v>1</v></c></row>`), Options{}, D, "无效", "invalid reference"},
		{"cell beyond the last column", rows(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), Options{}, D, "无效", "invalid reference"},
		{"cells counted beyond the last column", rows(`<row r="1"><c r="XFD1"/><c/></row>`), Options{}, D, "超过 16384 列", "more than 16384 columns"},
		{"content far to the right", rows(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), Options{}, L, "Sheet1!XFD1", "beyond column 1000"},
		{"unknown type", rows(`<row r="1"><c r="C1" t="x"><v>1</v></c></row>`), Options{}, D, "Sheet1!C1", `unknown type "x"`},
		{"two values", rows(`<row r="1"><c r="C1"><v>1</v><v>2</v></c></row>`), Options{}, D, "两个值", "two values"},
		{"style that is none", rows(`<row r="1"><c r="C1" s="5"><v>1</v></c></row>`), Options{}, D, "不存在的样式", "style that does not exist"},
		{"shared string that is none", rows(`<row r="1"><c r="C1" t="s"><v>1</v></c></row>`), Options{}, D, "但只有 1 个", "shared string 1, and there are 1"},
		{"negative shared string", rows(`<row r="1"><c r="C1" t="s"><v>-1</v></c></row>`), Options{}, D, "Sheet1!C1", "shared string -1"},
		{"element in a value", rows(`<row r="1"><c r="C1"><v>1<b/></v></c></row>`), Options{}, D, "元素 <b>", "<b> stands in a text"},
		{"long text", rows(`<row r="3"><c r="B3" t="str"><v>` + strings.Repeat("长", 32_768) + `</v></c></row>`), Options{}, L, "Sheet1!B3", "more than 32767 characters"},
		{"long inline text", rows(`<row r="3"><c r="B3" t="inlineStr"><is>` + strings.Repeat("<r><t>0123456789abcdef</t></r>", 2048) + `</is></c></row>`), Options{}, L, "Sheet1!B3", "more than 32767 characters"},
		{"shared string of 17 MB", packRaw(tb, es, deflated(tb, stringPart, sstHead+"<si><t>", "0123456789abcdef", 17<<16, "</t></si></sst>")), Options{MaxRatio: 2000}, L, "第 1 个共享字符串", "shared string 1 has more than"},
		{"runs without an end", packRaw(tb, es, deflated(tb, stringPart, sstHead+"<si>", "<r><t>0123456789abcdef</t></r>", 1<<19, "</si></sst>")), Options{MaxRatio: 2000}, L, "第 1 个共享字符串", "shared string 1 has more than"},
		{"6 million shared strings", packRaw(tb, es, deflated(tb, stringPart, sstHead, "<si/>", 6_000_000, "</sst>")), Options{MaxRatio: 2000}, L, "超过 5000000 个", "more than 5000000 shared strings"},
		{"shared strings in noise", sst("<si><t>甲</t></si>乙"), Options{}, D, "元素之间有文字", "text stands between"},
		{"merged areas", packRaw(tb, es, deflated(tb, sheet1, sheetHead+"</sheetData><mergeCells>", `<mergeCell ref="A1:B2"/>`, 150_000, "</mergeCells></worksheet>")), Options{}, L, "合并区域超过", "more than 100000 merged areas"},
		{"merged area that is none", sheet(`<worksheet xmlns="` + nsMain + `"><sheetData/><mergeCells><mergeCell ref="B2:A1"/></mergeCells></worksheet>`), Options{}, D, `"B2:A1" 无效`, `merged area "B2:A1" is invalid`},
		{"style in noise", file("xl/styles.xml", `<styleSheet xmlns="`+nsMain+`"><cellXfs><xf numFmtId="-1"/></cellXfs></styleSheet>`), Options{}, D, "xl/styles.xml", "invalid number of its format"},
	}
	return cases
}

func manyEntries(n int) (es []entry) {
	for i := range n {
		es = append(es, entry{fmt.Sprintf("xl/media/image%d.png", i), ""})
	}
	return es
}

func manyAttrs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

func claims(n int, size uint64) (raws []raw) {
	for i := range n {
		raws = append(raws, raw{name: fmt.Sprintf("xl/media/%d.bin", i), body: []byte{3, 0}, method: zip.Deflate, packed: 2, size: size})
	}
	return raws
}

// TestHostile refuses each hostile file with its code and with one message in
// both languages that names the cure.
func TestHostile(t *testing.T) {
	for _, c := range corpus(t) {
		t.Run(c.name, func(t *testing.T) {
			got, err := dump(t, write(t, c.file), c.opts)
			if err == nil {
				t.Fatalf("it was read:\n%.1000s", got)
			}
			if code := graph.CodeOf(err); code != c.code {
				t.Errorf("code %s, want %s: %v", code, c.code, err)
			}
			text := faultOf(t, err).Text()
			if !strings.Contains(text.Zh, c.zh) || !strings.Contains(text.En, c.en) {
				t.Errorf("messages\n%s\n%s\nlack %q or %q", text.Zh, text.En, c.zh, c.en)
			}
			if !strings.HasSuffix(err.Error(), text.En) || strings.Contains(err.Error(), "\n") || strings.Contains(text.Zh+text.En, "%!") {
				t.Errorf("not one message: %q, %q", err, text.Zh)
			}
			if f := faultOf(t, err); f.Cure.Zh == "" || f.Cure.En == "" {
				t.Errorf("no cure: %v", err)
			}
		})
	}
}

// harmless are files that would take other readers' memory or time, and are
// read here.
func harmless(tb testing.TB) map[string][]byte {
	es := parts([]string{"<t>甲</t>"}, sheetXML(""))
	million := deflated(tb, "xl/styles.xml", `<styleSheet xmlns="`+nsMain+`"><cellXfs>`, `<xf numFmtId="14"/>`, 1_000_000, `</cellXfs></styleSheet>`)
	var right strings.Builder
	for i := 1; i <= 20_000; i++ {
		fmt.Fprintf(&right, `<row r="%d"><c r="A%d"><v>1</v></c><c r="XFD%d" s="1"/></row>`, i, i, i)
	}
	return map[string][]byte{
		"a million styles":              packRaw(tb, es, million),
		"20,000 rows that end at XFD":   pack(tb, set(es, sheet1, sheetXML(right.String()))),
		"a million empty rows":          packRaw(tb, es, deflated(tb, sheet1, sheetHead, "<row/>", 1_000_000, sheetTail)),
		"16,000 references to a string": packRaw(tb, set(es, stringPart, sstHead+"<si><t>"+strings.Repeat("a", 32_767)+"</t></si></sst>"), deflated(tb, sheet1, sheetHead, `<row><c t="s"><v>0</v></c></row>`, 16_000, sheetTail)),
		"a comment of 10 MB":            packRaw(tb, es, deflated(tb, sheet1, sheetHead+"<!--", "0123456789abcdef", 10<<16, "-->"+sheetTail)),
		"space of 10 MB":                packRaw(tb, es, deflated(tb, sheet1, sheetHead+sheetTail, "                \n", 10<<16, "")),
		"4 million shared strings":      packRaw(tb, es, deflated(tb, stringPart, sstHead, "<si/>", 4_000_000, "</sst>")),
	}
}

var hashSeed = maphash.MakeSeed()

// readAll reads everything of a workbook and returns the number of its cells and
// a sum of them.
func readAll(ctx context.Context, path string, opts Options) (cells int, sum uint64, err error) {
	d, err := Open(ctx, path, opts)
	if err != nil {
		return 0, 0, err
	}
	defer d.Close()
	var h maphash.Hash
	h.SetSeed(hashSeed)
	for i := range d.Sheets() {
		for r, err := range d.Rows(ctx, i) {
			if err != nil {
				return 0, 0, err
			}
			maphash.WriteComparable(&h, r.Number)
			maphash.WriteComparable(&h, r.Hidden)
			for _, c := range r.Cells {
				cells++
				maphash.WriteComparable(&h, c)
			}
		}
		areas, err := d.Merged(ctx, i)
		if err != nil {
			return 0, 0, err
		}
		fmt.Fprintln(&h, d.Sheets()[i], areas, d.Date1904())
	}
	return cells, h.Sum64(), nil
}

const (
	childVariable = "XLSX_TEST_READ"
	// maxChildBytes is what the runtime of a process may have taken that read all
	// hostile files.
	maxChildBytes = 128 << 20
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childVariable); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

// child reads all files of a folder with the default limits, or with another
// ratio, and prints after each what the runtime has ever mapped.
func child(dir string) int {
	files, err := os.ReadDir(dir)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	for _, f := range files {
		readAll(context.Background(), filepath.Join(dir, f.Name()), Options{MaxRatio: 2000})
		metrics.Read(sample)
		fmt.Printf("%d %s\n", sample[0].Value.Uint64(), f.Name())
	}
	return 0
}

// TestMemory reads all hostile and harmless files in a process of its own and
// holds its memory against a bound.
func TestMemory(t *testing.T) {
	dir := t.TempDir()
	put := func(name string, b []byte) {
		if err := os.WriteFile(filepath.Join(dir, name+".xlsx"), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, c := range corpus(t) {
		put(fmt.Sprintf("%03d %s", i, strings.ReplaceAll(c.name, "<", "tag")), c.file)
	}
	for name, b := range harmless(t) {
		put(name, b)
		if _, _, err := readAll(t.Context(), filepath.Join(dir, name+".xlsx"), Options{MaxRatio: 2000}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), childVariable+"="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var last uint64
	for line := range strings.Lines(string(out)) {
		bytes, name, _ := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.ParseUint(bytes, 10, 64)
		if err != nil {
			t.Fatalf("%q", line)
		}
		if n > maxChildBytes {
			t.Fatalf("%d MiB after %s, %d MiB before", n>>20, name, last>>20)
		}
		last = n
	}
	t.Logf("%d MiB at the peak", last>>20)
}
