package graphtest

import (
	"fmt"
	"strings"

	"github.com/chainatlas/chainatlas/graph"
)

var ruleExamples = []ruleExample{
	{"rule 1/a change of trust changes the winner", func(s *story) {
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("media", "2024-01-01", rec("b", "legalName=Alpha province=P2"))
		s.is("a.province", "P1")
		s.declare("official", graph.TrustSelfReported)
		s.is("a.province", "P2")
	}},
	{"rule 1/an undeclared source loses to every declared one", func(s *story) {
		s.edition("nobody", "2024-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("media", "2023-01-01", rec("b", "legalName=Alpha province=P2"))
		s.is("a.province", "P2")
	}},
	{"rule 3/an invalid code is shown and not compared", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=bad"))
		s.edition("media", "", rec("b", "legalName=Beta creditCode=bad"))
		s.nodes("a b")
		s.is("a.creditCode", "bad")
	}},
	{"rule 3/a source's own identifier is compared inside that source only", func(s *story) {
		s.edition("official", "", rec("a", "own=1"), rec("b", "own=1"))
		s.edition("media", "", rec("c", "own=1"))
		s.nodes("a+b c")
	}},
	{"rule 3/a key with a missing part is not compared", func(s *story) {
		s.edition("official", "", rec("a", "code=E1", kind(Segment)))
		s.edition("media", "", rec("b", "code=E1 chain=c1", kind(Segment)))
		s.edition("press", "", rec("c", "code=E1 chain=c1", kind(Segment)))
		s.nodes("a b+c")
	}},
	{"rule 4/a queued row waits for a judgement", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"))
		s.edition("official", "", rec("b", "legalName=Alpha creditCode=X2", held("clash")))
		s.nodes("a")
		s.list("queued", "b:clash")
		s.word(different("a", "b"))
		s.nodes("a b")
		s.list("queued", "")
	}},
	{"rule 4/undecided leaves a row in the queue", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"), rec("b", "legalName=Alpha", held("several")))
		s.word(undecided("a", "b"))
		s.list("queued", "b:several")
	}},
	{"rule 4/the newest row of a record says whether it waits", func(s *story) {
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha", held("several")))
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.nodes("")
		s.list("queued", "a:several")
		s.edition("official", "2024-06-01", rec("a", "legalName=Alpha"))
		s.list("queued", "")
		s.is("a.province", "P1")
	}},
	{"rule 4/a queued reference holds its edge, not its row", func(s *story) {
		s.edition("official", "", rec("p", "name=FW", kind(Product), to("MAKES", heldRef("a", "legalName=Alpha"))))
		s.nodes("p")
		s.list("edges", "")
		s.list("queued", "a:several")
		s.edition("official", "", rec("b", "legalName=Beta"))
		s.word(same("a", "b"))
		s.list("edges", "a-MAKES-p")
	}},
	{"rule 5/equal rows of one source are several events", func(s *story) {
		row := func(id string) *graph.Record {
			return rec(id, "month=2024-01 round=A", kind(Event), to("RAISED", ref("a", "legalName=Alpha")))
		}
		s.edition("official", "", row("e"), row("f"))
		s.nodes("a e f")
		s.list("questions", "")
	}},
	{"rule 6/a reference gives a key where the description gives none", func(s *story) {
		s.edition("official", "2023-01-01", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=Alpha creditCode=X1"))))
		s.is("a.legalName", "Alpha")
		s.place("a.legalName", "f5:1:MAKES")
		s.edition("official", "2022-01-01", rec("a", "legalName=Alpha_Ltd"))
		s.is("a.legalName", "Alpha Ltd")
		s.others("a.legalName", "")
		s.is("a.creditCode", "X1")
	}},
	{"rule 6/a short reference joins the one that carries the name", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha aliases=Al"))
		s.edition("media", "", rec("p", "name=FW", kind(Product), to("MAKES", short("s", "Al"))))
		s.nodes("a+s p")
		s.is("a.shortName", "")
		s.list("edges", "a-MAKES-p")
	}},
	{"rule 6/a short reference means its own source first", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha shortName=Al"))
		s.edition("media", "", rec("b", "legalName=Beta shortName=Al"))
		s.edition("media", "", rec("p", "name=FW", kind(Product), to("MAKES", short("s", "Al"))))
		s.nodes("a b+s p")
	}},
	{"rule 6/a short reference with two candidates asks", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha shortName=Al"), rec("b", "legalName=Beta formerNames=Al"))
		s.edition("media", "", rec("p", "name=FW", kind(Product), to("MAKES", short("s", "Al"))))
		s.nodes("a b p s")
		s.onlyReferred("s")
		s.list("questions", "shortName:a-s:several shortName:b-s:several")
		s.word(different("a", "s"))
		s.nodes("a b+s p")
		s.list("questions", "")
	}},
	{"rule 6/short references do not join each other", func(s *story) {
		s.edition("official", "", rec("p", "name=FW", kind(Product), to("MAKES", short("s", "Al"))))
		s.edition("media", "", rec("q", "name=WAF", kind(Product), to("MAKES", short("t", "Al"))))
		s.nodes("p q s t")
	}},
	{"rule 6/two that are different do not meet in one node", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha shortName=Al"))
		s.edition("media", "", rec("p", "name=FW", kind(Product), to("MAKES", short("s", "Al"))))
		s.edition("press", "", rec("q", "name=WAF", kind(Product), to("MAKES", short("t", "Al"))))
		s.nodes("a+s+t p q")
		s.word(different("s", "t"))
		s.nodes("a p q s t")
		s.list("questions", "shortName:a-s:different shortName:a-t:different")
	}},
	{"rule 7/periods are records of their own", func(s *story) {
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha revenue=10", period("2023")))
		s.edition("official", "2024-06-01", rec("a", "legalName=Alpha revenue=20", period("2024")))
		s.is("a.revenue@2023", "10")
		s.is("a.revenue@2024", "20")
	}},
	{"rule 7/tables are records of their own", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2024-01-01", rec("a", "province=P2", table("other")))
		s.is("a.province", "P2")
		s.others("a.province", "P1")
	}},
	{"rule 8/rows of one batch on one record stand together", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha province=P1"), rec("a", "legalName=Alpha province=P2 website=w"))
		s.is("a.province", "P1")
		s.others("a.province", "P2")
		s.is("a.website", "w")
	}},
	{"rule 9/the newer date speaks alone", func(s *story) {
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2023-01-01", rec("a", "province=P2"))
		s.is("a.province", "P1")
		s.others("a.province", "")
	}},
	{"rule 9/of equal dates the later revision speaks alone", func(s *story) {
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2024-01-01", rec("a", "province=P2"))
		s.is("a.province", "P2")
		s.others("a.province", "")
	}},
	{"rule 9/an unknown date is the oldest", func(s *story) {
		s.edition("official", "1990-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "", rec("a", "province=P2"))
		s.is("a.province", "P1")
	}},
	{"rule 9/an empty cell covers and clears", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2024-01-01", rec("a", "province="))
		s.is("a.province", "")
		s.is("a.legalName", "Alpha")
	}},
	{"rule 9/a missing column covers nothing", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha"))
		s.is("a.province", "P1")
		s.fresh("a.province", "2023-01-01")
		s.fresh("a.legalName", "2024-01-01")
	}},
	{"rule 9/a bad cell is marked and covers nothing", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2024-01-01", rec("a", "province=!#REF!"))
		s.is("a.province", "P1")
		s.list("bad", "a.province:#REF!")
		s.edition("official", "2024-06-01", rec("a", "province=P2"))
		s.list("bad", "")
	}},
	{"rule 9/an empty edge cell clears the edges", func(s *story) {
		s.edition("official", "2023-01-01", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=Alpha"))))
		s.edition("official", "2024-01-01", rec("p", "name=FW", kind(Product), to("MAKES")))
		s.nodes("p")
		s.list("edges", "")
	}},
	{"rule 9/a retraction without a date covers all earlier revisions", func(s *story) {
		s.edition("official", "2024-01-01", rec("a", "legalName=Alpha"), rec("b", "legalName=Beta"))
		s.edition("official", "", retract("a"))
		s.nodes("b")
	}},
	{"rule 9/a retraction with a date covers what precedes it by date", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha"))
		s.edition("official", "2024-06-01", rec("a", "province=P1"))
		s.edition("official", "2024-01-01", retract("a"))
		s.is("a.legalName", "")
		s.is("a.province", "P1")
		s.edition("official", "2023-06-01", rec("a", "legalName=Alpha"))
		s.is("a.legalName", "")
	}},
	{"rule 9/one source does not cover another", func(s *story) {
		s.edition("media", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("press", "2024-01-01", rec("b", "legalName=Alpha province="))
		s.is("a.province", "P1")
	}},
	{"rule 10/what is confirmed is fresh, at its new place", func(s *story) {
		first := s.edition("official", "2023-01-01", rec("a", "legalName=Alpha"), rec("b", "legalName=Beta"))
		c := confirm(first, "b")
		c.Shifts = []graph.Shift{{Record: recordOf("a"), From: 1, To: 7}}
		s.edition("official", "2024-01-01", c)
		s.fresh("a.legalName", "2024-01-01")
		s.place("a.legalName", "f6:7:legalName")
		s.fresh("b.legalName", "2023-01-01")
		s.place("b.legalName", "f5:2:legalName")
	}},
	{"rule 10/confirmed records stand while either batch does", func(s *story) {
		first := s.edition("official", "2023-01-01", rec("a", "legalName=Alpha"), rec("b", "legalName=Beta"))
		second := s.edition("official", "2024-01-01", confirm(first, "b"))
		s.revoke(first)
		s.nodes("a")
		s.revoke(second)
		s.nodes("")
	}},
	{"rule 10/a confirmation with a newer date covers what came between", func(s *story) {
		first := s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("official", "2023-06-01", rec("a", "province=P2"))
		s.is("a.province", "P2")
		s.edition("official", "2024-01-01", confirm(first))
		s.is("a.province", "P1")
	}},
	{"rule 10/freshness is of any uncovered statement of the value", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		s.edition("media", "2024-01-01", rec("b", "legalName=Alpha province=P1"))
		s.fresh("a.province", "2024-01-01")
		s.place("a.province", "f5:1:province")
	}},
	{"rule 11/a subject is only referred to until a source describes it", func(s *story) {
		s.edition("official", "", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=Alpha"))))
		s.onlyReferred("a")
		s.edition("official", "", rec("a", "province=P1"))
		s.onlyReferred("")
	}},
	{"rule 13/what a revoked batch covered stands again", func(s *story) {
		s.edition("official", "2023-01-01", rec("a", "legalName=Alpha province=P1"))
		second := s.edition("official", "2024-01-01", rec("a", "province=P2"))
		revocation := s.revoke(second)
		s.is("a.province", "P1")
		s.revoke(revocation)
		s.is("a.province", "P2")
	}},
	{"rule 13/a revoked retraction retracts nothing", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"))
		r := s.edition("official", "", retract("a"))
		s.nodes("")
		s.revoke(r)
		s.nodes("a")
	}},
	{"rule 14/a redaction takes earlier and later values, in cells, references, held rows and pins", func(s *story) {
		s.edition("official", "", rec("a", "legalName=secret creditCode=X1"))
		s.edition("official", "", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=secret"))))
		s.edition("official", "", rec("b", "legalName=secret", held("clash")))
		s.word(pinOf("a", "legalName=secret"))
		s.redact("a", "legalName")
		s.redact("b", "legalName")
		s.edition("official", "", rec("a", "legalName=secret"))
		s.is("a.creditCode", "X1")
		s.list("queued", "b:clash")
		if strings.Contains(jsonText(s.result()), "secret") {
			s.Errorf("the redacted value is shown: %s", jsonText(s.result()))
		}
	}},
	{"rule 14/a redaction is not revoked", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha website=w"))
		s.revoke(s.redact("a", "website"))
		s.is("a.website", "")
	}},
	{"rule 15/the latest word is taken first", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"), rec("b", "legalName=Beta"))
		first := s.word(same("a", "b"))
		s.nodes("a+b")
		s.word(different("b", "a"))
		s.nodes("a b")
		s.list("contradicted", fmt.Sprint(first))
	}},
	{"rule 15/a chain contradicts too", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"), rec("b", "legalName=Beta"), rec("c", "legalName=Gamma"))
		first := s.word(different("a", "c"))
		s.word(same("a", "b"))
		s.word(same("b", "c"))
		s.nodes("a+b+c")
		s.list("contradicted", fmt.Sprint(first))
	}},
	{"rule 15/judgements chain through subjects that do not stand", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"), rec("c", "legalName=Gamma"))
		b := s.edition("media", "", rec("b", "legalName=Beta"))
		s.word(same("a", "b"))
		s.word(same("b", "c"))
		s.revoke(b)
		s.nodes("a+c")
	}},
	{"rule 15/undecided takes earlier words on the pair back, and may be asked again", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"))
		s.edition("media", "", rec("b", "legalName=Alpha creditCode=X2"))
		first := s.word(different("a", "b"))
		s.list("questions", "")
		s.word(undecided("a", "b"))
		s.list("questions", "legalName:a-b:two_values_of_creditCode")
		s.list("contradicted", fmt.Sprint(first))
	}},
	{"rule 16/equal codes and equal legal names link", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"))
		s.edition("media", "", rec("b", "legalName=Alpha_Ltd creditCode=X1"))
		s.edition("press", "", rec("c", "legalName=Alpha_Ltd"))
		s.nodes("a+b+c")
	}},
	{"rule 16/two values of one code part all who share the name", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"))
		s.edition("media", "", rec("b", "legalName=Alpha creditCode=X2"))
		s.edition("press", "", rec("c", "legalName=Alpha"))
		s.nodes("a b c")
		s.list("questions", "legalName:a-b:two_values_of_creditCode legalName:a-c:two_values_of_creditCode legalName:b-c:two_values_of_creditCode")
	}},
	{"rule 16/two values of one code, even within one subject", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"), rec("a", "legalName=Alpha creditCode=X2"))
		s.edition("media", "", rec("b", "legalName=Alpha"))
		s.nodes("a b")
		s.list("questions", "legalName:a-b:two_values_of_creditCode")
	}},
	{"rule 16/one code under names without a common core", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"))
		s.edition("media", "", rec("b", "legalName=Zulu creditCode=X1"))
		s.nodes("a b")
		s.list("questions", "creditCode:a-b:one_code,_no_common_core")
	}},
	{"rule 16/a former name gives the common core", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha creditCode=X1"))
		s.edition("media", "", rec("b", "legalName=Zulu formerNames=Alpha creditCode=X1"))
		s.nodes("a+b")
	}},
	{"rule 16/former names link nothing, they ask", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"))
		s.edition("media", "", rec("b", "legalName=Zulu formerNames=Alpha"))
		s.nodes("a b")
		s.list("questions", "formerNames:a-b:former_name")
	}},
	{"rule 16/a segment's code is compared in its chain", func(s *story) {
		s.edition("official", "", rec("a", "chain=c1 code=E1", kind(Segment)), rec("b", "chain=c2 code=E1", kind(Segment)))
		s.edition("media", "", rec("c", "chain=c1 code=E1", kind(Segment)))
		s.nodes("a+c b")
	}},
	{"rule 16/a name over two codes of one chain asks", func(s *story) {
		s.edition("official", "", rec("a", "chain=c1 code=E1 name=Wall", kind(Segment)))
		s.edition("media", "", rec("b", "chain=c1 code=E2 name=Wall", kind(Segment)))
		s.nodes("a b")
		s.list("questions", "name:a-b:two_values_of_code")
	}},
	{"rule 16/a product follows its maker's node", func(s *story) {
		s.edition("official", "", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=Alpha"))))
		s.edition("media", "", rec("q", "name=FW", kind(Product), to("MAKES", ref("b", "legalName=Alpha"))))
		s.nodes("a+b p+q")
		s.word(different("a", "b"))
		s.nodes("a b p q")
	}},
	{"rule 16/a different inside what a key would join is no link", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"))
		s.edition("media", "", rec("b", "legalName=Alpha"))
		s.edition("press", "", rec("c", "legalName=Alpha"))
		s.word(different("a", "b"))
		s.nodes("a b c")
		s.list("questions", "legalName:a-c:different legalName:b-c:different")
	}},
	{"rule 16/events of several sources link if each has one", func(s *story) {
		row := func(id, maker string) *graph.Record {
			return rec(id, "month=2024-01 round=A", kind(Event), to("RAISED", ref(maker, "legalName=Alpha")))
		}
		s.edition("official", "", row("e", "a"))
		s.edition("media", "", row("f", "b"))
		s.nodes("a+b e+f")
		s.edition("media", "", row("g", "b"))
		s.nodes("a+b e f g")
		s.list("questions", "event:e-f:several event:e-g:several")
	}},
	{"rule 17/the first mentioned names the node, also when that batch was revoked", func(s *story) {
		s.edition("media", "", rec("z", "legalName=Alpha"))
		first := s.edition("official", "", rec("a", "province=P1"))
		s.edition("press", "", rec("m", "legalName=Alpha"))
		s.public("m", "z")
		s.edition("official", "", rec("a", "legalName=Alpha"))
		s.revoke(first)
		s.public("m", "z")
		s.nodes("a+m+z")
	}},
	{"rule 17/of two first mentioned together the smaller names the node", func(s *story) {
		s.edition("official", "", rec("b", "legalName=Alpha own=1"), rec("a", "legalName=Alpha own=1"))
		s.public("b", "a")
	}},
	{"rule 18/trust, then date, then source", func(s *story) {
		s.edition("press", "2024-01-01", rec("c", "legalName=Alpha province=P3"))
		s.edition("media", "2024-01-01", rec("b", "legalName=Alpha province=P2"))
		s.is("b.province", "P2")
		s.edition("official", "2020-01-01", rec("a", "legalName=Alpha province=P1"))
		s.is("b.province", "P1")
		s.others("b.province", "P2 P3")
		s.edition("press", "2024-06-01", rec("c", "legalName=Alpha province=P4"))
		s.others("b.province", "P4 P2")
	}},
	{"rule 18/the batch that made it counts, not its confirmation", func(s *story) {
		one := s.edition("official", "2024-01-01", rec("a", "legalName=Alpha own=1 province=P1"))
		s.edition("official", "2024-01-01", rec("b", "own=1 province=P2"))
		s.edition("official", "2024-01-01", confirm(one))
		s.is("a.province", "P2")
	}},
	{"rule 18/a smaller subject, then a lower place", func(s *story) {
		s.edition("official", "", rec("b", "own=1 province=P2"), rec("a", "own=1 province=P3"), rec("a", "own=1 province=P1"))
		s.is("a.province", "P3")
		s.others("a.province", "P1 P2")
	}},
	{"rule 18/a set is the union", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha aliases=Al|Bo"))
		s.edition("media", "", rec("b", "legalName=Alpha aliases=Al|Cy"))
		s.holds("a.aliases", "Al Bo Cy")
	}},
	{"rule 19/a pin wins and the later pin wins", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha province=P1"))
		s.word(pinOf("a", "province=P5"))
		s.is("a.province", "P5")
		s.others("a.province", "P1")
		s.word(pinOf("a", "province=P6"))
		s.is("a.province", "P6")
		s.others("a.province", "P1")
	}},
	{"rule 19/a pin on none shows no value", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha province=P1"))
		s.word(pinOf("a", "province="))
		s.is("a.province", "")
		s.others("a.province", "P1")
	}},
	{"rule 19/a denial holds whoever states the value", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha province=P1"))
		s.word(denial("a", "province=P1"))
		s.edition("media", "", rec("b", "legalName=Alpha province=P1"))
		s.is("a.province", "")
		s.denied("a.province", "P1")
		s.edition("press", "", rec("c", "legalName=Alpha province=P2"))
		s.is("a.province", "P2")
	}},
	{"rule 19/of a pin and a denial of the same value the later holds", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha province=P1"))
		s.word(pinOf("a", "province=P5"))
		s.word(denial("a", "province=P5"))
		s.is("a.province", "P1")
		s.word(pinOf("a", "province=P5"))
		s.is("a.province", "P5")
	}},
	{"rule 19/in a set adding is a pin, removing a denial", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha aliases=Al|Bo"))
		s.word(pinOf("a", "aliases=Cy"), denial("a", "aliases=Al"))
		s.holds("a.aliases", "Bo Cy")
		s.denied("a.aliases", "Al")
		s.word(pinOf("a", "aliases=Al"))
		s.holds("a.aliases", "Al Bo Cy")
	}},
	{"rule 19/neither changes links", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"))
		s.edition("media", "", rec("b", "legalName=Alpha"))
		s.edition("press", "", rec("c", "legalName=Gamma"))
		s.word(denial("a", "legalName=Alpha"), pinOf("c", "legalName=Alpha"))
		s.nodes("a+b c")
	}},
	{"rule 19/a curator's edge has ends of the curator's own", func(s *story) {
		s.edition("official", "", rec("a", "legalName=Alpha"), rec("p", "name=FW", kind(Product)))
		s.word(rec("ca", "legalName=Alpha"), rec("cp", "name=FW", kind(Product), to("MAKES", ref("ca", "legalName=Alpha"))), same("ca", "a"), same("cp", "p"))
		s.nodes("a+ca cp+p")
		s.list("edges", "a-MAKES-p")
	}},
	{"rule 20/a pin belongs to the first that stands", func(s *story) {
		a := s.edition("official", "", rec("a", "legalName=Alpha"))
		s.edition("media", "", rec("b", "legalName=Beta"))
		pin := s.word(pinOf("a b", "province=P5"))
		s.is("a.province", "P5")
		s.list("separated", fmt.Sprint(pin))
		s.revoke(a)
		s.is("b.province", "P5")
		s.list("separated", "")
	}},
	{"rule 20/a pin sleeps and wakes with its subject", func(s *story) {
		a := s.edition("official", "", rec("a", "legalName=Alpha"))
		pin := s.word(pinOf("a", "province=P5"))
		revocation := s.revoke(a)
		s.list("sleeping", fmt.Sprint(pin))
		s.revoke(revocation)
		s.list("sleeping", "")
		s.is("a.province", "P5")
	}},
	{"rule 21/an edge stands if any source states it", func(s *story) {
		one := s.edition("official", "2023-01-01", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=Alpha"))))
		s.edition("media", "2024-01-01", rec("q", "name=FW", kind(Product), to("MAKES", ref("b", "legalName=Alpha"))))
		s.list("edges", "a-MAKES-p")
		s.revoke(one)
		s.list("edges", "b-MAKES-q")
	}},
	{"rule 21/a denied edge is listed, and absence denies nothing", func(s *story) {
		s.edition("official", "", rec("p", "name=FW", kind(Product), to("MAKES", ref("a", "legalName=Alpha"))))
		s.edition("official", "", rec("p", "name=FW", kind(Product), table("other")))
		s.list("edges", "a-MAKES-p")
		d := s.word(denyEdge("MAKES", "a", "p"))
		s.list("edges", "")
		s.list("denied", fmt.Sprintf("a-MAKES-p:%d", d))
	}},
	{"rule 21/a qualifier tells edges apart, and yearly figures are observations", func(s *story) {
		s.edition("official", "", rec("x", "chain=c1 code=E1", kind(Segment)), rec("y", "chain=c1 code=E2", kind(Segment)))
		s.edition("official", "", rec("a", "legalName=Alpha", to("SUPPLIES", supply("Beta", "x", "5"), supply("Beta", "y", ""))))
		s.edition("media", "", rec("b", "legalName=Alpha", to("SUPPLIES", supply("B2", "x", "7"))))
		s.list("edges", "a-SUPPLIES-B2 a-SUPPLIES-Beta a-SUPPLIES-Beta")
		for _, e := range s.result().Edges {
			if e.Qualifier == "x" && e.To == "Beta" {
				s.equal("share", text(e.Attributes["share@2024"].Winner.Value), "5")
			}
		}
	}},
	{"rule 21/a self-loop that a join makes is listed", func(s *story) {
		s.edition("official", "", rec("x", "chain=c1 code=E1", kind(Segment), to("PART_OF", ref("y", "chain=c1 code=E2"))))
		s.list("edges", "x-PART_OF-y")
		s.word(same("x", "y"))
		s.list("edges", "")
		s.list("listed", "x-PART_OF-x:self-loop")
	}},
	{"rule 21/edges are admitted in the order of rule 18", func(s *story) {
		s.edition("media", "2024-01-01", rec("x", "chain=c1 code=E1", kind(Segment), to("PART_OF", ref("y", "chain=c1 code=E2"))))
		s.edition("official", "2023-01-01", rec("z", "chain=c1 code=E1", kind(Segment), to("PART_OF", ref("w", "chain=c1 code=E3"))))
		s.list("edges", "x-PART_OF-w")
		s.list("listed", "x-PART_OF-y:cardinality")
	}},
	{"rule 21/an edge that closes a cycle is listed", func(s *story) {
		s.edition("official", "", rec("x", "chain=c1 code=E1", kind(Segment), to("PART_OF", ref("y", "chain=c1 code=E2"))))
		s.edition("media", "", rec("v", "chain=c1 code=E2", kind(Segment), to("PART_OF", ref("w", "chain=c1 code=E1"))))
		s.list("edges", "x-PART_OF-y")
		s.list("listed", "y-PART_OF-x:cycle")
	}},
}
