package importer_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/importer"
)

// TestIdentity checks that a dry run foretells whom rows would be about, against all
// sources, and that applying them leads to just that.
func TestIdentity(t *testing.T) {
	a := newAtlas(t)
	a.source("registry", graph.TrustOfficial)
	a.source("list", graph.TrustMedia)
	head := "企业名称,曾用名,统一社会信用代码,备注\n"
	a.run("registry", importer.Options{}, a.file("registry.csv", head+
		"示例天狼科技有限公司,,"+creditCode(1)+",\n"+
		"示例织女科技有限公司,,"+creditCode(2)+",\n"+
		"示例牵牛科技有限公司,,,\n"+
		"示例参宿科技有限公司,,"+creditCode(4)+",\n"))
	a.run("list", importer.Options{}, a.file("first.csv", head+"示例角宿科技有限公司,,,\n"))

	companies := a.file("list.csv", head+
		"示例角宿科技有限公司,,,又见\n"+ // what the source itself spoke of
		"示例天狼科技有限公司,,"+creditCode(1)+",\n"+ // joins by its code
		"示例牵牛科技有限公司,,"+creditCode(3)+",\n"+ // joins by its name
		"示例织女科技有限公司,,"+creditCode(12)+",\n"+ // one name, two codes: asked
		"示例心宿科技有限公司,示例参宿科技有限公司,,\n"+ // a former name only asks
		"示例房宿科技有限公司,,,\n"+ // new
		"示例北斗科技有限公司,,"+creditCode(5)+",\n"+ // two names under one code: both wait
		"另外一家股份公司,,"+creditCode(5)+",\n"+
		",,,无名\n") // rejected
	r := a.run("list", importer.Options{DryRun: true}, companies)
	x := r.Identity
	if x == nil || !x.Adds() {
		t.Fatalf("%+v", x)
	}
	if got := [...]int{x.Read, x.Joined, x.New, x.Asked, x.Queued, x.Rejected, x.Questions, x.More}; got != [...]int{9, 3, 1, 2, 2, 1, 2, 0} {
		t.Errorf("rows %v: %+v", got, x)
	}
	wantJoins := []importer.JoinCount{
		{Kind: graph.KindEnterprise, Own: true, Rows: 1},
		{Kind: graph.KindEnterprise, Key: "creditCode", Rows: 1},
		{Kind: graph.KindEnterprise, Key: "legalName", Rows: 1},
	}
	if !slices.Equal(x.Joins, wantJoins) {
		t.Errorf("joins %+v", x.Joins)
	}
	var told []string
	for _, d := range x.Doubts {
		line := fmt.Sprintf("%s R%dC%d %s %s %s:", d.What, d.Row, d.Column, d.Name, d.Key, d.Why)
		for _, o := range d.Resembles {
			if stands := o.ID != ""; stands != (o.Row == 0) {
				t.Errorf("neither a node nor a row, or both: %+v", o)
			}
			line += fmt.Sprintf(" %s %d", o.Name, o.Row)
		}
		told = append(told, line)
	}
	want := []string{
		"row R8C3 示例北斗科技有限公司  compete:  9",
		"row R9C3 另外一家股份公司  compete:  8",
		"nodes R5C1 示例织女科技有限公司 legalName two values of creditCode: 示例织女科技有限公司 0",
		"nodes R6C2 示例心宿科技有限公司 formerNames former name: 示例参宿科技有限公司 0",
	}
	if !slices.Equal(told, want) {
		t.Errorf("doubts\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}

	// Once applied, just these are asked, and another look foretells nothing new.
	a.run("list", importer.Options{}, companies)
	v := a.view()
	if questions := len(slices.Collect(v.Questions())); questions != x.Questions {
		t.Errorf("%d questions were foretold, there are %d", x.Questions, questions)
	}
	again := a.run("list", importer.Options{DryRun: true}, a.file("again.csv", head+"示例织女科技有限公司,,"+creditCode(12)+",\n示例房宿科技有限公司,,,\n"))
	if y := again.Identity; !y.Adds() || y.Joined != 2 || y.Asked != 0 || y.Questions != 0 {
		t.Errorf("again %+v", y)
	}
}

// TestIdentityOfReferences checks that what a row merely refers to is foretold, once,
// with how many rows do.
func TestIdentityOfReferences(t *testing.T) {
	a := newAtlas(t)
	a.source("registry", graph.TrustOfficial)
	a.source("rounds", graph.TrustMedia)
	a.run("registry", importer.Options{}, a.file("registry.csv", "企业名称,简称,统一社会信用代码\n"+
		"示例天狼科技有限公司,天狼,"+creditCode(1)+"\n示例天狼软件有限公司,天狼,"+creditCode(2)+"\n示例织女科技有限公司,织女,"+creditCode(3)+"\n"))
	r := a.run("rounds", importer.Options{DryRun: true}, a.file("融资事件.csv", "企业简称,融资轮次,公布日期,融资金额\n"+
		"天狼,A轮,2023-05-01,1亿元\n天狼,B轮,2024-05-01,2亿元\n织女,A轮,2024-06-01,1亿元\n"))
	x := r.Identity
	if !x.Adds() || x.Read != 3 || x.Asked != 2 || x.New != 1 || len(x.Doubts) != 1 {
		t.Fatalf("%+v", x)
	}
	d := x.Doubts[0]
	if d.What != importer.DoubtNodes || d.Row != 2 || d.Column != 1 || d.Rows != 2 || d.Name != "天狼" || d.Why != "several" || len(d.Resembles) != 2 || d.Resembles[0].ID == "" {
		t.Errorf("%+v", d)
	}
}
