package xlsx

import (
	"bytes"
	"context"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/richardlehane/mscfb"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer/table"
)

// refused is a file that is no workbook of this format.
func refused(op, part string, reason, cure graph.Label) error {
	return table.NewFault(graph.CodeInvalid, op, part, reason, cure)
}

// sniff looks at the content, since names lie. It returns nil for what begins
// as a zip archive does, and otherwise says what the file is.
func sniff(op, base string, f io.ReaderAt, size int64) error {
	if strings.HasPrefix(base, "~$") {
		return refused(op, base, graph.Labelf("这是 Excel 打开文件时留下的锁文件，不是工作簿", "it is the lock file of an open workbook, not the workbook"),
			graph.Labelf("请选择名称中没有“~$”的文件", "choose the file whose name is without ~$"))
	}
	if size == 0 {
		return table.NewFault(graph.CodeDamaged, op, base, graph.Labelf("文件为空", "the file is empty"), cureRefetch)
	}
	head := make([]byte, min(size, 4096))
	if _, err := f.ReadAt(head, 0); err != nil {
		return openFault(op, base, err)
	}
	has := func(s string) bool { return bytes.HasPrefix(head, []byte(s)) }
	switch {
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return nil
	case has("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"):
		return sniffCompound(op, base, f)
	case has("\x09\x08\x10\x00"), has("\x09\x08\x08\x00"), has("\x09\x04\x06\x00"), has("\x09\x02\x06\x00"), has("\x09\x00\x04\x00"):
		return refusedXLS(op, base)
	case has("%PDF"):
		return refused(op, base, graph.Labelf("这是 PDF 文件", "it is a PDF file"), graph.Labelf("请获取原始表格，或转换为 .xlsx", "get the table itself, or convert it to .xlsx"))
	case has("Rar!"), has("7z\xBC\xAF\x27\x1C"), has("\x1F\x8B"):
		return refused(op, base, graph.Labelf("这是压缩文件", "it is a compressed archive"), graph.Labelf("请先解压，再选择其中的工作簿", "unpack it, and choose the workbook in it"))
	}
	return sniffText(op, base, head)
}

func refusedXLS(op, base string) error {
	return refused(op, base, graph.Labelf("这是旧版 Excel 工作簿（.xls）", "it is a workbook of the old Excel format (.xls)"),
		graph.Labelf("请用 Excel 或 WPS 打开，另存为 .xlsx", "open it in a spreadsheet program and save it as .xlsx"))
}

// sniffText tells the texts that are given out as workbooks: many systems
// export HTML under the name of a workbook.
func sniffText(op, base string, head []byte) error {
	text := strings.ToLower(string(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\ufeff")))))
	switch {
	case strings.Contains(text, "urn:schemas-microsoft-com:office:spreadsheet"):
		return refused(op, base, graph.Labelf("这是 2003 版 XML 表格", "it is an XML spreadsheet of 2003"), cureSaveAs)
	case strings.HasPrefix(text, "<") && (strings.Contains(text, "<html") || strings.Contains(text, "<table") || strings.Contains(text, "<meta") || strings.HasPrefix(text, "<!doctype html")):
		return refused(op, base, graph.Labelf("这是网页（HTML），不是工作簿", "it is a web page (HTML), not a workbook"),
			graph.Labelf("请用 Excel 或 WPS 打开，另存为 .xlsx", "open it in a spreadsheet program and save it as .xlsx"))
	case looksLikeText(head):
		return refused(op, base, graph.Labelf("这是文本文件，不是工作簿", "it is a text file, not a workbook"),
			graph.Labelf("若是逗号或制表符分隔的表格，请将扩展名改为 .csv", "if it is a table with commas or tabs, give it a name that ends in .csv"))
	}
	return refused(op, base, graph.Labelf("不是 .xlsx 工作簿", "it is no .xlsx workbook"), cureResave)
}

func looksLikeText(head []byte) bool {
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		return true
	}
	// In GB 18030, too, no byte is a control character.
	return !hasControl(head) && (utf8.Valid(head) || bytes.ContainsAny(head, ",\t\n"))
}

// sniffCompound says what a compound file is, by the names of its streams.
func sniffCompound(op, base string, f io.ReaderAt) (err error) {
	unknown := refused(op, base, graph.Labelf("这是旧版 Office 文件，不是 .xlsx 工作簿", "it is a file of an old Office format, not an .xlsx workbook"), cureSaveAs)
	defer func() {
		// The file is not trusted, and the package that reads it indexes by what it
		// says.
		if recover() != nil {
			err = unknown
		}
	}()
	// A few hundred streams at most: a path is kept for each.
	c, e := mscfb.New(budget(f, 256<<10))
	if e != nil {
		return unknown
	}
	for _, entry := range c.File {
		switch entry.Name {
		case "EncryptedPackage":
			return refused(op, base, graph.Labelf("工作簿已加密", "the workbook is encrypted"),
				graph.Labelf("请用密码打开，去掉密码后另存为 .xlsx", "open it with its password and save it without one"))
		case "Workbook", "Book":
			return refusedXLS(op, base)
		case "WordDocument", "PowerPoint Document":
			return refused(op, base, graph.Labelf("这是 Word 或 PowerPoint 文件，不是工作簿", "it is a document or a presentation, not a workbook"),
				graph.Labelf("请将表格复制到工作簿中", "copy the table into a workbook"))
		}
	}
	return unknown
}

// refuseArchive says what an archive without a workbook is.
func (d *Document) refuseArchive(ctx context.Context, op string) error {
	has := func(name string) bool { return d.archive.find(name) != nil }
	prefixed := func(prefix string) bool {
		for k := range d.archive.parts {
			if strings.HasPrefix(k, prefix) {
				return true
			}
		}
		return false
	}
	switch {
	case has("xl/workbook.bin"):
		return refused(op, "xl/workbook.bin", graph.Labelf("这是二进制工作簿（.xlsb）", "it is a binary workbook (.xlsb)"), cureSaveAs)
	case has("mimetype") && strings.Contains(d.mimetype(ctx, op), "opendocument.spreadsheet"):
		return refused(op, "mimetype", graph.Labelf("这是 OpenDocument 表格（.ods）", "it is an OpenDocument spreadsheet (.ods)"), cureSaveAs)
	case has("word/document.xml"), prefixed("ppt/"), has("mimetype"):
		return refused(op, "", graph.Labelf("这是文档或演示文稿，不是工作簿", "it is a document or a presentation, not a workbook"),
			graph.Labelf("请将表格复制到工作簿中", "copy the table into a workbook"))
	case prefixed("index/") && prefixed("metadata/"), has("index.zip"):
		return refused(op, "", graph.Labelf("这是 Numbers 表格", "it is a spreadsheet of Numbers"),
			graph.Labelf("请导出为 Excel 工作簿（.xlsx）", "export it to Excel (.xlsx)"))
	case prefixed("xl/"), has("[Content_Types].xml"):
		return damaged(op, "xl/workbook.xml", graph.Labelf("缺少此部件", "this part is missing"))
	}
	return refused(op, "", graph.Labelf("这是普通压缩包，其中没有工作簿的部件", "it is an archive that is no workbook"),
		graph.Labelf("请先解压，再选择其中的工作簿", "unpack it, and choose the workbook in it"))
}

func (d *Document) mimetype(ctx context.Context, op string) string {
	r, err := d.archive.open(ctx, op, d.archive.find("mimetype"), 256, false)
	if err != nil {
		return ""
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return ""
	}
	return string(b)
}
