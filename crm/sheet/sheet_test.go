package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"vonal/crm/sheet"
	"vonal/internal/fault"
)

// readAll is the head and all rows of a table, each row with its number.
func readAll(content []byte, o sheet.Options) (t *sheet.Table, rows []sheet.Row, err error) {
	t, err = sheet.Open(bytes.NewReader(content), int64(len(content)), o)
	if err != nil {
		return nil, nil, err
	}
	defer t.Close()
	for {
		row, err := t.Next()
		if errors.Is(err, io.EOF) {
			return t, rows, nil
		}
		if err != nil {
			return t, rows, err
		}
		rows = append(rows, row)
	}
}

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const russian = "Имя;Телефон\r\nООО «Ромашка»;+7 912 345-67-89\r\nПётр;8 912 000-00-00\r\n"
const hungarian = "Név;Cím\r\nSzabó Bútorház;Fő utca 1., Győr\r\nKovács Őrs;Üllői út 12.\r\n"

func TestTablesAreReadHoweverTheyWereWritten(t *testing.T) {
	wide := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	bare := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for name, c := range map[string]struct {
		content   string
		encoding  sheet.Encoding
		separator rune
		head      string
		rows      string // cells apart by |, rows by /, each with its number
	}{
		"semicolons":       {"a;b\n1;2\n", sheet.UTF8, ';', "a|b", "2:1|2"},
		"commas":           {"a,b\n1,2;3\n", sheet.UTF8, ',', "a|b", "2:1|2;3"},
		"tabs":             {"a\tb\n1\t2,5\n", sheet.UTF8, '\t', "a|b", "2:1|2,5"},
		"one column":       {"a\n1\n", sheet.UTF8, ';', "a", "2:1"},
		"named separator":  {"sep=,\r\na,b;c\r\n1,2\r\n", sheet.UTF8, ',', "a|b;c", "3:1|2"},
		"a mark in front":  {"\ufeffa;b\n1;2", sheet.UTF8, ';', "a|b", "2:1|2"},
		"line ends":        {"a;b\r1;2\n3;4\r\n5;6", sheet.UTF8, ';', "a|b", "2:1|2/3:3|4/4:5|6"},
		"quotes":           {"a;b\n\"1;\"\"x\"\"\n2\";3\n", sheet.UTF8, ';', "a|b", "2:1;\"x\"\n2|3"},
		"loose quotes":     {"a;b\nB 5\" pipe;\"x\"y\n", sheet.UTF8, ';', "a|b", "2:B 5\" pipe|xy"},
		"ragged":           {"a;b;c\n1\n1;2;3;4\n1;2;3;;\n", sheet.UTF8, ';', "a|b|c", "2:1||/3:1|2|3+/4:1|2|3"},
		"blank rows":       {"\n;;\na;b\n\n  ;\n1;2\n", sheet.UTF8, ';', "a|b", "6:1|2"},
		"heads":            {"a;;a\n1;2;3\n", sheet.UTF8, ';', "a||a", "2:1|2|3"},
		"NUL":              {"a;b\n1\x00;2\n33", sheet.UTF8, ';', "a|b", "2:1|2/3:33|"},
		"inert":            {"a;b\n'+361;'=1\n", sheet.UTF8, ';', "a|b", "2:+361|=1"},
		"broken UTF-8":     {"név;b\n" + strings.Repeat("ő", 30) + "\xff;2\n", sheet.UTF8, ';', "név|b", "2:" + strings.Repeat("ő", 30) + "\ufffd|2"},
		"UTF-16":           {encoded(t, wide, russian), sheet.UTF16LE, ';', "Имя|Телефон", "2:ООО «Ромашка»|+7 912 345-67-89/3:Пётр|8 912 000-00-00"},
		"UTF-16, no mark":  {encoded(t, bare, hungarian), sheet.UTF16LE, ';', "Név|Cím", "2:Szabó Bútorház|Fő utca 1., Győr/3:Kovács Őrs|Üllői út 12."},
		"UTF-16, big end":  {encoded(t, big, russian), sheet.UTF16BE, ';', "Имя|Телефон", "2:ООО «Ромашка»|+7 912 345-67-89/3:Пётр|8 912 000-00-00"},
		"windows-1251":     {encoded(t, charmap.Windows1251, russian), sheet.Windows1251, ';', "Имя|Телефон", "2:ООО «Ромашка»|+7 912 345-67-89/3:Пётр|8 912 000-00-00"},
		"windows-1250":     {encoded(t, charmap.Windows1250, hungarian), sheet.Windows1250, ';', "Név|Cím", "2:Szabó Bútorház|Fő utca 1., Győr/3:Kovács Őrs|Üllői út 12."},
		"the head alone":   {"a;b\n", sheet.UTF8, ';', "a|b", ""},
		"a formula stays":  {"a;b\n=1+1;@x\n", sheet.UTF8, ';', "a|b", "2:=1+1|@x"},
		"spaces in a head": {" a  b ;c\n1;2\n", sheet.UTF8, ';', "a b|c", "2:1|2"},
	} {
		table, rows, err := readAll([]byte(c.content), sheet.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if table.Encoding != c.encoding || table.Separator != c.separator || strings.Join(table.Head, "|") != c.head || written(rows) != c.rows {
			t.Errorf("%s: %s %q %q %q", name, table.Encoding, table.Separator, table.Head, written(rows))
		}
	}
}

func written(rows []sheet.Row) string {
	words := make([]string, len(rows))
	for i, r := range rows {
		more := ""
		if r.More {
			more = "+"
		}
		words[i] = strings.TrimSpace(string(rune('0'+r.Number))) + ":" + strings.Join(r.Cells, "|") + more
	}
	return strings.Join(words, "/")
}

func TestAChoiceIsFollowedAgainstTheGuess(t *testing.T) {
	table, rows, err := readAll([]byte(encoded(t, charmap.Windows1251, "Имя,Город;Метка\nАнна,Уфа;1\n")), sheet.Options{Encoding: sheet.Windows1251, Separator: ','})
	if err != nil || table.Separator != ',' || written(rows) != "2:Анна|Уфа;1" {
		t.Errorf("%v %q %q", err, table.Head, written(rows))
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	wideRow := strings.Repeat("x;", sheet.MaxColumns+1)
	for name, content := range map[string]string{
		"nothing":           "",
		"blank":             " ; ;\n\n",
		"an open quote":     "a;b\n\"1;2\n3;4\n",
		"a long cell":       "a;b\n" + strings.Repeat("x", sheet.MaxCell+1),
		"too many columns":  wideRow,
		"an old workbook":   "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
		"a broken workbook": "PK\x03\x04rest",
		"some archive":      archive(t, map[string]string{"readme.txt": "hello"}),
		"a bomb":            bomb(t),
	} {
		if _, _, err := readAll([]byte(content), sheet.Options{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	rows := strings.Repeat("1;2\n", sheet.MaxRows)
	if _, all, err := readAll([]byte("a;b\n"+rows), sheet.Options{}); err != nil || len(all) != sheet.MaxRows {
		t.Errorf("%d rows: %v", len(all), err)
	}
	if _, _, err := readAll([]byte("a;b\n"+rows+"1;2"), sheet.Options{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("one row too many: %v", err)
	}
}

func archive(t *testing.T, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range parts {
		f, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(f, content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bomb is an archive that says that it becomes more than a gigabyte, of a few
// bytes.
func bomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet1.xml", Method: zip.Deflate, CompressedSize64: 4, UncompressedSize64: 1<<30 + 1})
	if err == nil {
		_, err = io.WriteString(f, "\x03\x00\x00\x00")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var nasty = [][]string{
	{"Name", "Phones", "", "Name"},
	{"=1+1", "+36301234567", "'=x", "''"},
	{"a;b,c\td", "line\none", `"quoted"`, "'quoted'"},
	{"-5", "@x", "\tx", "ő я 日本 👍"},
	{"", "x", "", ""},
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for name, write := range map[string]func(io.Writer) (sheet.Writer, error){
		"semicolons": func(w io.Writer) (sheet.Writer, error) { return sheet.NewCSV(w, ';') },
		"commas":     func(w io.Writer) (sheet.Writer, error) { return sheet.NewCSV(w, ',') },
		"tabs":       func(w io.Writer) (sheet.Writer, error) { return sheet.NewCSV(w, '\t') },
		"a workbook": func(w io.Writer) (sheet.Writer, error) { return sheet.NewXLSX(w, "Cards") },
	} {
		var b bytes.Buffer
		w, err := write(&b)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range nasty {
			if err := w.Row(row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		table, rows, err := readAll(b.Bytes(), sheet.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := [][]string{table.Head}
		for _, r := range rows {
			got = append(got, r.Cells)
		}
		if !reflect.DeepEqual(got, nasty) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestNumbersOfAWorkbookKeepAllTheirDigits(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for cell, v := range map[string]any{"A1": "Phone", "B1": "Since", "A2": 36301234567, "A3": 79123456789.0, "B2": 46418, "A4": "+36 1 234 5678"} {
		if err := book.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetCellFormula("Sheet1", "B3", "1+1"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	table, rows, err := readAll(b.Bytes(), sheet.Options{})
	if err != nil || !table.Workbook || written(rows) != "2:36301234567|46418/3:79123456789|/4:+36 1 234 5678|" {
		t.Errorf("%v %q", err, written(rows))
	}
}

func FuzzInert(f *testing.F) {
	f.Add("=1")
	f.Add("''@")
	f.Fuzz(func(t *testing.T, text string) {
		inert := sheet.Inert(text)
		if sheet.Alive(inert) != text {
			t.Errorf("%q is %q and then %q", text, inert, sheet.Alive(inert))
		}
		if inert != "" && strings.IndexByte("=+-@\t\r\x00", inert[0]) >= 0 {
			t.Errorf("%q", inert)
		}
	})
}

// FuzzOpen reads any bytes as a table: it may refuse them, but neither hang nor
// panic, and what it reads has the shape that was promised.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{"a;b\r\n1;2", "\"", "\ufeffsep=,\na,b", "\xff\xfea\x00", "PK\x03\x04", russian, hungarian, "a\r\r\n\"\"\"b"} {
		f.Add([]byte(seed))
	}
	var b bytes.Buffer
	w, err := sheet.NewXLSX(&b, "x")
	if err == nil {
		_ = w.Row([]string{"a", "b"})
		err = w.Close()
	}
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		table, rows, err := readAll(content, sheet.Options{})
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		last := 0
		for _, r := range rows {
			if len(r.Cells) != len(table.Head) || r.Number <= last {
				t.Errorf("row %d after %d has %d cells of %d", r.Number, last, len(r.Cells), len(table.Head))
			}
			last = r.Number
		}
	})
}
