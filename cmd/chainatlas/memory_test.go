package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestImportMemory imports 200,000 rows of 12 columns with the real program, from
// a workbook and from CSV, and checks what it takes of memory at the most.
func TestImportMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the peak of a process is told in kilobytes on Linux alone")
	}
	const rows, most = 200_000, 300 << 10 // kilobytes
	dir := t.TempDir()
	program := buildProgram(t)
	for name, write := range map[string]func(io.Writer, int) error{"list.xlsx": writeLargeWorkbook, "list.csv": writeLargeCSV} {
		t.Run(name, func(t *testing.T) {
			path, store := filepath.Join(dir, name), filepath.Join(dir, name+".db")
			f, err := os.Create(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := write(f, rows); err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			run := func(args ...string) (peak int) {
				cmd := exec.Command(program, append(args, "--store", store, "--lang", "en")...)
				cmd.Env = append(os.Environ(), "CHAINATLAS_ACTOR=tester", "GOMEMLIMIT=")
				var out bytes.Buffer
				cmd.Stdout, cmd.Stderr = &out, &out
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan error, 1)
				go func() { ended <- cmd.Wait() }()
				for {
					select {
					case err := <-ended:
						if err != nil {
							t.Fatalf("%v: %v\n%s", args, err, out.String())
						}
						return peak
					case <-time.After(5 * time.Millisecond):
						peak = max(peak, peakOf(cmd.Process.Pid))
					}
				}
			}
			run("init")
			run("source", "add", "list", "--name", "list", "--trust", "media")
			peak := run("import", "--source", "list", path)
			t.Logf("%d rows: %d MB at the most", rows, peak>>10)
			if peak > most || peak == 0 {
				t.Errorf("it took %d MB; want at most %d", peak>>10, most>>10)
			}
		})
	}
}

// peakOf returns what a process has taken of memory at the most, in kilobytes; 0
// if it has ended. What the system tells of an ended child counts what its parent
// held when it was started.
func peakOf(pid int) (kilobytes int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	if _, after, ok := strings.Cut(string(status), "VmHWM:"); ok {
		_, _ = fmt.Sscan(after, &kilobytes)
	}
	return kilobytes
}

var largeHeaders = [12]string{"企业名称", "简称", "注册资本(万元)", "成立日期", "省份", "地址", "官网", "主营业务", "企业性质", "员工人数下限", "别名", "备注"}

func largeRow(i int) [12]string {
	return [12]string{
		fmt.Sprintf("示例第%d号网络安全技术有限公司", i), fmt.Sprintf("示例%d", i), fmt.Sprint(100 + i%5000),
		fmt.Sprintf("%d-%02d-%02d", 1990+i%33, 1+i%12, 1+i%28), [4]string{"北京市", "上海市", "广东省", "浙江省"}[i%4],
		fmt.Sprintf("示例路%d号%d室", i%2000, i%900), fmt.Sprintf("https://example.com/%d", i),
		[3]string{"防火墙、安全网关", "数据脱敏与数据库审计", "态势感知平台"}[i%3], [3]string{"民营企业", "国有企业", "外资企业"}[i%3],
		fmt.Sprint(10 + i%990), fmt.Sprintf("别名%d", i), fmt.Sprintf("第%d批", i%12),
	}
}

func writeLargeCSV(w io.Writer, rows int) error {
	b := bufio.NewWriter(w)
	line := func(cells [12]string) {
		for i, c := range cells {
			if i > 0 {
				_ = b.WriteByte(',')
			}
			_, _ = b.WriteString(c)
		}
		_ = b.WriteByte('\n')
	}
	line(largeHeaders)
	for i := range rows {
		line(largeRow(i))
	}
	return b.Flush()
}

// writeLargeWorkbook writes the plainest workbook there is: one sheet, with its
// texts in place.
func writeLargeWorkbook(w io.Writer, rows int) error {
	z := zip.NewWriter(w)
	// The race detector makes packing slow, and how tightly is not what this is about.
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	part := func(name, content string) error {
		f, err := z.Create(name)
		if err != nil {
			return err
		}
		_, err = io.WriteString(f, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+content)
		return err
	}
	const (
		types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
		main  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
		rels  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
		pack  = "http://schemas.openxmlformats.org/package/2006/"
	)
	for _, p := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="` + pack + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + types + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + types + `styles+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + types + `worksheet+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="` + pack + `relationships"><Relationship Id="r1" Type="` + rels + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + rels + `"><sheets><sheet name="企业" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="` + pack + `relationships"><Relationship Id="r1" Type="` + rels + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="` + rels + `/styles" Target="styles.xml"/></Relationships>`},
		{"xl/styles.xml", `<styleSheet xmlns="` + main + `"><cellXfs count="1"><xf numFmtId="0"/></cellXfs></styleSheet>`},
	} {
		if err := part(p[0], p[1]); err != nil {
			return err
		}
	}
	f, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	line := func(n int, cells [12]string) {
		fmt.Fprintf(b, `<row r="%d">`, n)
		for i, c := range cells {
			fmt.Fprintf(b, `<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, c)
		}
		_, _ = b.WriteString("</row>")
	}
	fmt.Fprintf(b, `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="%s"><sheetData>`, main)
	line(1, largeHeaders)
	for i := range rows {
		line(i+2, largeRow(i))
	}
	_, _ = b.WriteString("</sheetData></worksheet>")
	if err := b.Flush(); err != nil {
		return err
	}
	return z.Close()
}
