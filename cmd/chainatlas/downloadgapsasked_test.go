package main

import (
	"net/url"
	"testing"
)

// TestGapsAreNamedAfterWhatIsAsked keeps that a gap list calls those whom its filter
// passes over as the page does, whatever is asked, also by who asks in another way.
func TestGapsAreNamedAfterWhatIsAsked(t *testing.T) {
	x := &download{app: &app{lang: "zh"}}
	for filter, want := range map[string]gapAsked{
		`{"region":["430000"]}`: {"地区未知（家）", "其他地区（家）", "本环节在其他地区的供给方（地区）"},
		`{"all":[{"region":["430000"]},{"property":{"name":"stage","in":["成长期"]}}]}`:                      {"地区、阶段未知（家）", "不符合条件（家）", "本环节不符合条件的供给方（地区）"},
		`{"any":[{"property":{"name":"kind","known":false}},{"property":{"name":"kind","in":["民营企业"]}}]}`: {"性质未知（家）", "不符合条件（家）", "本环节不符合条件的供给方（地区）"},
		`{"all":[{"edge":{"type":"LOCATED_IN","to":["p"]}},{"edge":{"type":"LISTED_IN","to":["l"]}}]}`:    {"园区、榜单未知（家）", "不符合条件（家）", "本环节不符合条件的供给方（地区）"},
		`{"property":{"name":"revenue","min":"1亿元"}}`:                                                     {"筛选所问未知（家）", "不符合条件（家）", "本环节不符合条件的供给方（地区）"},
	} {
		x.params = url.Values{"enterprises": {filter}}
		if got := x.gapAsked(); got != want {
			t.Errorf("%s is told as %+v, want %+v", filter, got, want)
		}
	}
}
