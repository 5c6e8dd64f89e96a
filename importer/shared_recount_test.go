package importer_test

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chainatlas/chainatlas/graph"
	"github.com/chainatlas/chainatlas/graph/memory"
)

// What follows counts the files by other means. Where a figure is not simply the
// number of records, a comment says what differs.

func number(t *testing.T, s string) int64 {
	t.Helper()
	if strings.Contains(s, "E+") { // 2.6E+12
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return int64(f)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func recountCnsec(t *testing.T, s *imported) {
	stats := s.view.Stats()
	legal, short, known := textSet{}, textSet{}, textSet{}
	// Two rounds and two enterprises have the investor's legal name for the company's.
	misprinted := []string{"杭州安恒信息股份有限公司", "上海国和现代服务业股权投资管理有限公司"}
	institution := regexp.MustCompile(`(大学|学院|研究院|研究所|海事局|管理中心|服务中心|处理中心|信息中心|研究中心|测评中心|保障中心)$`)
	trailing := regexp.MustCompile(`(数千万级Pre-|新一轮|[A-F]\+?轮|(获得| )\d+万[美欧]元.*)$`)
	isInstitution := func(name string) bool { return institution.MatchString(name) && !strings.Contains(name, "公司") }
	whole := func(name string) string { // two names end with a leftover of their sentence
		return folded(strings.TrimSuffix(strings.TrimSuffix(name, "及"), "1"))
	}
	institutions := textSet{}
	add := func(name string) {
		if isInstitution(name) {
			institutions.add(folded(name))
		} else {
			legal.add(whole(name))
		}
	}
	s.table(t, "enterprises.csv").each(func(c []string) {
		// FreeBuf puts short names in the column of legal ones where it has no other.
		if !slices.Contains(misprinted, c[0]) && (c[2] != "FreeBuf" || strings.HasSuffix(c[0], "公司")) {
			add(c[0])
			known.add(folded(trailing.ReplaceAllString(c[1], "")))
		}
	}, "企业名称", "简称", "来源")
	s.table(t, "products.csv").each(func(c []string) { add(c[0]) }, "企业名称")
	s.table(t, "evaluations_cnvd_reporting.csv").each(func(c []string) { add(c[0]) }, "企业名称")
	two := regexp.MustCompile(`(公司|中心)和`)
	s.table(t, "risk_events_cnvd_notified.csv").each(func(c []string) {
		if !two.MatchString(c[0]) { // of two makers, skipped
			legal.add(whole(c[0]))
		}
	}, "企业名称")
	rounds := s.table(t, "funding_rounds.csv")
	rounds.each(func(c []string) {
		name := trailing.ReplaceAllString(c[1], "")
		if c[0] != "" && !slices.Contains(misprinted, c[0]) {
			legal.add(folded(c[0]))
			known.add(folded(name))
		} else {
			short.add(folded(name))
		}
	}, "企业全称", "企业简称")
	// A short name that a described company bears is that company.
	maps.DeleteFunc(short, func(name string, _ bool) bool { return known[name] || legal[name] })
	equalCount(t, "enterprises", stats.Nodes[graph.KindEnterprise], len(legal)+len(short))
	described := 0
	eachNode(t, s.view, graph.KindInstitution, func(n *memory.Node) { // investors have short names only
		if !valueOf(n, graph.PropLegalName, "").IsZero() {
			described++
		}
	})
	equalCount(t, "institutions that contribute", described, len(institutions))

	products := textSet{}
	s.table(t, "products.csv").each(func(c []string) {
		if c[1] != "平衡项目" { // a balancing line
			products.add(c[0], strings.ToLower(folded(c[1])))
		}
	}, "企业名称", "产品/业务")
	equalCount(t, "products", stats.Nodes[graph.KindProduct], len(products))
	equalCount(t, "funding events", stats.Nodes[graph.KindFundingEvent], len(rounds.rows))
	segments := s.table(t, "segments_freebuf.csv")
	equalCount(t, "segments", stats.Nodes[graph.KindSegment], len(segments.rows))

	// Three names are printed twice in one year, with brackets of either width: of the two rows the first counts.
	perYear := func(file, year, count string, more ...string) (distinct int, sum int64) {
		first := map[string]int64{}
		s.table(t, file).each(func(c []string) {
			if two.MatchString(c[0]) {
				return
			}
			key := whole(c[0]) + "\x00" + strings.Join(append([]string{c[1]}, c[3:]...), "\x00")
			if _, there := first[key]; !there {
				first[key] = number(t, c[2])
			}
		}, append([]string{"企业名称", year, count}, more...)...)
		for _, n := range first {
			sum += n
		}
		return len(first), sum
	}
	contributions, _ := perYear("evaluations_cnvd_reporting.csv", "年度", "周报上榜次数", "指标")
	equalCount(t, "contributions", stats.Nodes[graph.KindContribution], contributions)
	var events int64
	segments.each(func(c []string) { events += number(t, c[0]) }, "事件数")
	equalCount(t, "events of segments", sumOf(t, s.view, graph.KindSegment, "eventCount")[""], events)
	_, notices := perYear("risk_events_cnvd_notified.csv", "年度", "通报次数")
	equalCount(t, "notices", sumOf(t, s.view, graph.KindEnterprise, "vulnerabilityNotices")[""], notices)
}

func recountCncf(t *testing.T, s *imported) {
	stats := s.view.Stats()
	companies, products, acquisitions := s.table(t, "companies_2020.csv"), s.table(t, "products_2020.csv"), s.table(t, "acquisitions_2020.csv")
	ids, owners, others, bought := textSet{}, textSet{}, textSet{}, textSet{}
	names := textSet{}
	var funding, value int64
	companies.each(func(c []string) {
		ids.add(c[0])
		names.add(strings.ToLower(folded(c[1])))
		if c[2] != "" {
			owners.add(c[2], c[0])
			others.add(c[2])
		}
		if c[3] != "" {
			funding += number(t, c[3])
		}
		if c[5] != "" && c[2] == "" && c[4] != "" {
			value += number(t, c[5])
		}
	}, "crunchbase", "company", "parents", "funding_usd", "stock_exchange", "market_cap")
	equalCount(t, "funding", sumOf(t, s.view, graph.KindEnterprise, "fundingTotal")["USD"], funding)
	equalCount(t, "market value", sumOf(t, s.view, graph.KindEnterprise, "marketCap")["USD"], value)
	equalCount(t, "companies owned", stats.Edges[graph.EdgeOwns], len(owners))
	maps.DeleteFunc(others, func(id string, _ bool) bool { return ids[id] })
	equalCount(t, "described enterprises", stats.Nodes[graph.KindEnterprise]-stats.Referred[graph.KindEnterprise], len(ids))

	var price int64
	acquisitions.each(func(c []string) {
		// A company that was bought and is among the companies is one of those.
		if name := strings.ToLower(folded(c[0])); !names[name] {
			bought.add(name)
		}
		if c[1] != "" {
			price += number(t, c[1])
		}
	}, "acquiree", "price")
	equalCount(t, "acquisitions", stats.Nodes[graph.KindFundingEvent], len(acquisitions.rows)) // equal ones are several
	equalCount(t, "prices", sumOf(t, s.view, graph.KindFundingEvent, "amount")["USD"], price)
	equalCount(t, "enterprises that are only referred to", stats.Referred[graph.KindEnterprise], len(bought)+len(others))

	listed, members, partners, segments := textSet{}, textSet{}, textSet{}, textSet{}
	products.each(func(c []string) {
		switch {
		case strings.HasPrefix(c[0], "Non-Public Organization"): // skipped
		case c[1] == "CNCF Members":
			members.add(c[3])
		case c[1] == "Special":
			partners.add(c[3], c[2])
		default:
			listed.add(c[0])
			segments.add(c[1])
			segments.add(c[1], c[2])
		}
	}, "product", "category", "subcategory", "crunchbase")
	equalCount(t, "products", stats.Nodes[graph.KindProduct], len(listed))
	equalCount(t, "members", stats.Edges[graph.EdgeCooperatesWith], len(members))
	equalCount(t, "titles", stats.Edges[graph.EdgeRecognisedBy], len(partners))
	equalCount(t, "segments", stats.Nodes[graph.KindSegment], len(segments))
}

func recountEto(t *testing.T, s *imported) {
	stats := s.view.Stats()
	providers, feeds, parts := textSet{}, 0, 0
	s.table(t, "providers.csv").each(func(c []string) {
		if !strings.HasPrefix(c[1], "Various") { // of no company and no country
			providers.add(c[0])
		}
	}, "provider_id", "provider_name")
	equalCount(t, "providers", stats.Nodes[graph.KindEnterprise], len(providers))
	inputs, stages := s.table(t, "inputs.csv"), s.table(t, "stages.csv")
	equalCount(t, "inputs and stages", stats.Nodes[graph.KindSegment], len(inputs.rows)+len(stages.rows))
	var market int64
	size := regexp.MustCompile(`^\$([\d.]+) ([bm])illion`)
	for _, f := range []*csvFile{inputs, stages} {
		f.each(func(c []string) {
			if m := size.FindStringSubmatch(c[0]); m != nil {
				x, err := strconv.ParseFloat(m[1], 64)
				if err != nil {
					t.Fatal(err)
				}
				market += int64(math.Round(x*10)) * map[string]int64{"b": 100_000_000, "m": 100_000}[m[2]]
			}
		}, "market_share_chart_global_market_size_info")
	}
	equalCount(t, "market sizes", sumOf(t, s.view, graph.KindSegment, "marketSize")["USD"], market)
	inputs.each(func(c []string) {
		if c[0] != "" {
			parts++
		}
	}, "stage_id")
	s.table(t, "sequence.csv").each(func(c []string) {
		if c[0] != "" {
			feeds++
		}
		if c[1] != "" {
			parts++
		}
	}, "goes_into_id", "is_type_of_id")
	equalCount(t, "FEEDS", stats.Edges[graph.EdgeFeeds], feeds)
	equalCount(t, "PART_OF", stats.Edges[graph.EdgePartOf], parts)

	provisions, shares, sum := 0, 0, graph.Decimal{}
	all := s.table(t, "provision.csv")
	equalCount(t, "rows of provisions", len(all.rows), 1300)
	all.each(func(c []string) {
		if strings.HasPrefix(c[0], "Various") {
			return
		}
		provisions++
		if c[1] != "" {
			shares++
			d, err := graph.ParseDecimal(c[1])
			if err != nil {
				t.Fatal(err)
			}
			if sum, err = sum.Add(d); err != nil {
				t.Fatal(err)
			}
		}
	}, "provider_name", "share_provided")
	found, total := 0, graph.Decimal{}
	eachEdge(t, s.view, graph.EdgeInSegment, func(e *memory.Edge) {
		for i := range e.Attributes {
			if a := &e.Attributes[i]; a.Name == graph.PropMarketShare {
				if a.Period == "" {
					t.Errorf("a share of %s has no year", s.view.Name(e.From))
				}
				found++
				var err error
				if total, err = total.Add(a.Value().Number); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
	percent, err := total.Mul(graph.Decimal{Unscaled: 100})
	if err != nil {
		t.Fatal(err)
	}
	equalCount(t, "provisions", stats.Edges[graph.EdgeInSegment], provisions)
	equalCount(t, "shares", found, shares) // a missing share is missing
	equalCount(t, "sum of shares in percent", percent, sum)
}

func recountChainKG(t *testing.T, s *imported) {
	stats := s.view.Stats()
	number := func(code string) string { code, _, _ = strings.Cut(code, "."); return code } // 600373.SH is 600373
	names := map[string]textSet{}
	s.table(t, "companies.csv").each(func(c []string) {
		code := number(c[0])
		if names[code] == nil {
			names[code] = textSet{}
		}
		names[code].add(c[1])
	}, "code", "full_name")
	// Rows that share a code under different names wait for a person, and with them whatever names that code.
	disputed, waiting := textSet{}, 0
	for code, of := range names {
		if len(of) > 1 {
			disputed.add(code)
			waiting += len(of)
		}
	}
	codes := textSet{}
	for code := range names {
		codes.add(code)
	}
	segments, industries := textSet{}, s.table(t, "industries.csv")
	industries.each(func(c []string) { segments.add(c[0]) }, "code")
	if !s.cut {
		equalCount(t, "industries", len(industries.rows), 511)
		equalCount(t, "rows of companies that wait", waiting, 121)
	}
	inIndustry, waitingRows := 0, waiting
	s.table(t, "company_industry.csv").each(func(c []string) {
		codes.add(number(c[0]))
		segments.add(c[1]) // eight codes are of no industry in the list
		if disputed[number(c[0])] {
			waitingRows++
		} else {
			inIndustry++
		}
	}, "company_code", "industry_code")
	equalCount(t, "rows that wait", s.report.Counts.Queued, waitingRows)
	equalCount(t, "IN_SEGMENT", stats.Edges[graph.EdgeInSegment], inIndustry)

	products, makes, component, variant := textSet{}, textSet{}, textSet{}, textSet{}
	valid := func(name string) bool { // what has a control character is a bad cell
		return name != "" && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == 0x7f })
	}
	balance := textSet{"平衡项目": true, "分部间抵销": true, "调整项目": true} // lines of a report, skipped
	s.table(t, "products.csv").each(func(c []string) {
		if valid(c[0]) && !balance[c[0]] {
			products.add(folded(c[0]))
		}
	}, "name")
	s.table(t, "company_product.csv").each(func(c []string) {
		if !valid(c[1]) || balance[c[1]] {
			return
		}
		codes.add(number(c[0]))
		products.add(folded(c[1]))
		if !disputed[number(c[0])] {
			makes.add(number(c[0]), folded(c[1])) // several years or views of one product are one edge
		}
	}, "company_code", "product")
	loops := 0
	s.table(t, "product_product.csv").each(func(c []string) {
		if valid(c[0]) {
			products.add(folded(c[0]))
		}
		if !valid(c[0]) || !valid(c[1]) {
			return
		}
		products.add(folded(c[1]))
		from, to := folded(c[1]), folded(c[0])
		if c[2] == "下游产品" {
			from, to = to, from
		}
		edges := component
		if c[2] == "产品小类" {
			edges = variant
		}
		if !edges[from+"\x00"+to] && from == to {
			loops++
		}
		edges.add(from, to)
	}, "from_product", "to_product", "rel")
	equalCount(t, "enterprises", stats.Nodes[graph.KindEnterprise], len(codes)-len(disputed))
	equalCount(t, "products", stats.Nodes[graph.KindProduct], len(products))
	equalCount(t, "MAKES", stats.Edges[graph.EdgeMakes], len(makes))
	refused := map[string]int{}
	for _, e := range s.view.Refused() {
		refused[e.Listed]++
	}
	equalCount(t, "loops", refused["self-loop"], loops)
	// Of those that VARIANT_OF closes to a cycle, the View lists the ones that it refuses.
	equalCount(t, "relations of products", stats.Edges[graph.EdgeComponentOf]+stats.Edges[graph.EdgeVariantOf]+loops+refused["cycle"], len(component)+len(variant))

	feeds, parts, byName := textSet{}, textSet{}, textSet{}
	industries.each(func(c []string) { byName.add(c[0]) }, "name")
	s.table(t, "industry_relations.csv").each(func(c []string) {
		if c[2] == "上级行业" {
			parts.add(c[0], c[1])
			return
		}
		feeds.add(c[1], c[0])
		for _, name := range c[:2] {
			if !byName[name] { // two industries are known by their names alone
				byName.add(name)
				segments.add("name", name)
			}
		}
	}, "from", "to", "rel")
	equalCount(t, "segments", stats.Nodes[graph.KindSegment], len(segments))
	equalCount(t, "FEEDS", stats.Edges[graph.EdgeFeeds], len(feeds))
	equalCount(t, "PART_OF", stats.Edges[graph.EdgePartOf], len(parts))
}

func recountCrunchbase(t *testing.T, s *imported) {
	stats := s.view.Stats()
	prefix := "2013-crunchbase-"
	if strings.Contains(s.paths[0], "security") {
		prefix = "2013-security-"
	}
	companies, rounds, acquisitions := s.table(t, prefix+"companies.csv"), s.table(t, prefix+"rounds.csv"), s.table(t, prefix+"acquisitions.csv")
	ids, money, bought := textSet{}, map[string]int64{}, 0
	digits := regexp.MustCompile(`^\d+$`)
	var total int64
	companies.each(func(c []string) {
		ids.add(c[0])
		// A spreadsheet turned some totals into dates, and some into ####.
		if digits.MatchString(c[1]) {
			total += number(t, c[1])
		}
	}, "permalink", "funding_total_usd")
	rounds.each(func(c []string) {
		ids.add(c[0])
		if c[1] != "" {
			money["USD"] += number(t, c[1])
		}
	}, "company_permalink", "raised_amount_usd")
	acquisitions.each(func(c []string) {
		if c[0] == "" { // the row is blank
			return
		}
		bought++
		ids.add(c[0])
		ids.add(c[1])
		if c[2] != "" {
			money[c[3]] += number(t, c[2])
		}
	}, "company_permalink", "acquirer_permalink", "price_amount", "price_currency_code")
	equalCount(t, "companies", stats.Nodes[graph.KindEnterprise], len(ids))
	equalCount(t, "events", stats.Nodes[graph.KindFundingEvent], len(rounds.rows)+bought) // equal rounds are several
	equalCount(t, "total funding", sumOf(t, s.view, graph.KindEnterprise, "fundingTotal")["USD"], total)
	if found := sumOf(t, s.view, graph.KindFundingEvent, "amount"); !maps.Equal(found, money) {
		t.Errorf("amounts: %v were imported, %v are in the files", found, money)
	}
	if prefix == "2013-crunchbase-" && !s.cut {
		equalCount(t, "rows of companies", len(companies.rows), 17727)
		equalCount(t, "rounds", len(rounds.rows), 31679)
		equalCount(t, "acquisitions, blank ones included", len(acquisitions.rows), 6185)
	}
}

func recountParks(t *testing.T, s *imported) {
	parks, regions := textSet{}, 0
	s.table(t, "parks_nbs_statistical_divisions.csv").each(func(c []string) { parks.add(c[0]) }, "code")
	equalCount(t, "parks", s.view.Stats().Nodes[graph.KindPark], len(parks))
	equalCount(t, "parks", len(parks), 797)
	eachNode(t, s.view, graph.KindPark, func(n *memory.Node) {
		code, region := valueOf(n, graph.PropCode, "").Text, valueOf(n, graph.PropRegion, "").Text
		// A park's code begins with that of its province, and mostly of its county; the list of regions has cities, and
		// districts of municipalities.
		if len(code) < 6 || len(region) != 6 || code[:2] != region[:2] {
			t.Errorf("%s (%s) is in region %s", valueOf(n, graph.PropName, "").Text, code, region)
		}
		if code[:4] == region[:4] {
			regions++
		}
	})
	equalCount(t, "parks whose code has their city's", regions, len(parks))
}

func recountListed(t *testing.T, s *imported) {
	codes, names := textSet{}, 0
	s.table(t, "上市公司名单.csv").each(func(c []string) {
		codes.add(c[0])
		names++
	}, "期货代码")
	s.table(t, "上市公司名单_多余引号表头.xlsx").each(func(c []string) { codes.add(c[0]) }, "证券代码")
	equalCount(t, "companies", s.view.Stats().Nodes[graph.KindEnterprise], len(codes))
	legal := 0
	eachNode(t, s.view, graph.KindEnterprise, func(n *memory.Node) {
		if !valueOf(n, graph.PropLegalName, "").IsZero() {
			legal++
		}
	})
	equalCount(t, "legal names", legal, names)
}

func recountShares(t *testing.T, s *imported) {
	codes, places := textSet{}, textSet{}
	s.table(t, "A＋B股列表.xlsx").each(func(c []string) {
		codes.add(c[0])
		places.add(c[1])
	}, "A股代码", "城 市")
	equalCount(t, "companies", s.view.Stats().Nodes[graph.KindEnterprise], len(codes))
	equalCount(t, "cities", s.view.Stats().Nodes[graph.KindRegion], len(places))
	equalCount(t, "located", s.view.Stats().Edges[graph.EdgeLocatedIn], len(codes))
}

func recountUnicorns(t *testing.T, s *imported) {
	stats := s.view.Stats()
	investors, owns, companies := textSet{}, textSet{}, textSet{}
	var value int64
	s.table(t, "Unicorn_Companies.csv").each(func(c []string) {
		companies.add(c[0], c[1])
		for _, i := range c[3:] {
			if i != "" && i != "N/A" {
				investors.add(foldedName(i))
				owns.add(foldedName(i), c[0], c[1])
			}
		}
		value += number(t, strings.TrimSuffix(strings.TrimPrefix(c[2], "$"), "B")) * 1_000_000_000
	}, "Company", "Country", "Valuation", "Investor 1", "Investor 2", "Investor 3", "Investor 4")
	equalCount(t, "companies", stats.Nodes[graph.KindEnterprise], len(companies)) // two are called Bolt
	equalCount(t, "investors", stats.Nodes[graph.KindInstitution], len(investors))
	equalCount(t, "OWNS", stats.Edges[graph.EdgeOwns], len(owns))
	equalCount(t, "valuations", sumOf(t, s.view, graph.KindEnterprise, "valuation")["USD"], value)
}

func recountStartups(t *testing.T, s *imported) {
	stats := s.view.Stats()
	f := s.table(t, "startup_funding.csv")
	// Digits are grouped as in English, as in India, or by ten thousands; some in none of these ways: bad cells.
	grouped := regexp.MustCompile(`^(\d{1,3}(,\d{3})*,?|\d{1,2}(,\d{2})*,\d{3}|\d{1,4}(,\d{4})+|\d+)(\.\d+)?\+?$`)
	rounds := 0
	var sum int64
	f.each(func(c []string) {
		if c[0] == "" || strings.HasPrefix(c[0], "<td") { // of no company: skipped
			return
		}
		rounds++
		if amount := c[1]; grouped.MatchString(amount) {
			whole, _, _ := strings.Cut(strings.ReplaceAll(strings.TrimSuffix(amount, "+"), ",", ""), ".")
			sum += number(t, whole)
		}
	}, "Startup Name", "Amount (In USD)")
	equalCount(t, "rounds", stats.Nodes[graph.KindFundingEvent], rounds)
	equalCount(t, "amounts", sumOf(t, s.view, graph.KindFundingEvent, "amount")["USD"], sum)
	equalCount(t, "RAISED", stats.Edges[graph.EdgeRaised], rounds)
}
