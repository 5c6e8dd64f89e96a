package main

import "testing"

// TestDownloadTemplate takes the template in both languages: a workbook whose first
// sheets say what to do and whose data it is.
func TestDownloadTemplate(t *testing.T) {
	s, _ := exampleSite(t)
	for lang, want := range map[string]string{"zh": "来源", "en": "Source"} {
		a := s.get("/download/template.xlsx?lang=" + lang)
		found := false
		for _, sheet := range workbook(t, a.body) {
			found = found || sheet.name == want
		}
		if a.status != 200 || !found {
			t.Errorf("in %s it is answered %d, without a sheet %s", lang, a.status, want)
		}
	}
	if a := s.get("/download/template.csv"); a.status != 404 {
		t.Errorf("a format that there is not is answered %d", a.status)
	}
}
