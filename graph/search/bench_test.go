package search

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chainatlas/chainatlas/graph"
)

// invented is a Source of enterprises with invented names, and of products, made
// anew by each pass.
type invented struct{ enterprises, products int }

func (s invented) Revision() graph.Revision { return 1 }
func (s invented) Hash() graph.Hash         { return hashOf(1) }
func (s invented) Documents() iter.Seq[Document] {
	return func(yield func(Document) bool) {
		for i := range s.enterprises + s.products {
			if !yield(s.at(i)) {
				return
			}
		}
	}
}

func (s invented) Document(id graph.SubjectID) (Document, bool) {
	var i int
	if _, err := fmt.Sscanf(string(id), "%x", &i); err != nil {
		return Document{}, false
	}
	i = int(uint32(i) ^ 0x5A5A5A5A)
	if i < 0 || i >= s.enterprises+s.products {
		return Document{}, false
	}
	return s.at(i), true
}

var (
	inventedPlaces = strings.Fields("北京 上海 深圳市 广州 杭州 成都 武汉 南京 西安 苏州 重庆 天津 长沙 郑州 合肥 青岛 厦门 宁波 无锡 济南 福州 大连 沈阳 哈尔滨 长春 南昌 昆明 贵阳 南宁 海口")
	inventedTrades = strings.Fields("科技 信息技术 网络科技 软件 数据技术 智能科技 安全技术 电子 通信 半导体 生物科技 新能源 新材料 机械 环保科技 医疗器械 自动化 光电 物联网 云计算")
	inventedForms  = strings.Fields("有限公司 股份有限公司 集团股份有限公司 有限责任公司")
	inventedChars  = []rune("安信启明星辰绿盟天融深服恒亚网神山石科御长亭微步青藤云知道创宇观数美亚柏奇虎金睛盛邦默易智诚博华瑞思远通达鼎泰和正宏源力新元隆祥兴旺嘉丰利康宁海洋江河湖川峰岳林森松柏梅兰竹菊龙凤麟鹏鹰虎豹马骏飞翔宇宙星月日光辉煌")
	inventedKinds  = strings.Fields("防火墙 入侵检测系统 终端安全平台 数据库审计 堡垒机 态势感知平台 漏洞扫描器 零信任网关 密码机 蜜罐 数据脱敏 日志审计 应用交付 邮件网关 身份认证 传感器 控制器 交换机 存储阵列 边缘计算盒")
	inventedWords  = strings.Fields("Cloud Secure Net Deep Star Data Cyber Trust Shield Wave Quantum Bright Core Edge Link Vision Smart Peak Swift Nova")
)

func (s invented) at(i int) Document {
	r := rand.New(rand.NewPCG(uint64(i), 7))
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	id := graph.SubjectID(fmt.Sprintf("%08x%012x", uint32(i)^0x5A5A5A5A, r.Uint64()>>16))
	brand := make([]rune, 2+r.IntN(2))
	for j := range brand {
		brand[j] = inventedChars[r.IntN(len(inventedChars))]
	}
	// Few are important: a power law.
	importance := math.Floor(math.Pow(1-r.Float64(), -.8)) - 1
	segment := graph.SubjectID(fmt.Sprintf("segment-%03d", r.IntN(200)))
	if i >= s.enterprises {
		return Document{
			ID: id, Kind: graph.KindProduct, Name: string(brand) + pick(inventedKinds),
			Segments: []graph.SubjectID{segment}, Importance: importance,
		}
	}
	place, trade := pick(inventedPlaces), pick(inventedTrades)
	d := Document{
		ID: id, Kind: graph.KindEnterprise, Name: place + string(brand) + trade + pick(inventedForms),
		Short: []string{string(brand) + trade}, Segments: []graph.SubjectID{segment},
		Regions: []string{fmt.Sprintf("%d0000", 11+r.IntN(30))}, Importance: importance,
	}
	if i%3 == 0 {
		d.Codes = []string{fmt.Sprintf("%06d", i%1_000_000), fmt.Sprintf("91%016d", i)}
	}
	if i%5 == 0 {
		d.English = []string{pick(inventedWords) + pick(inventedWords) + " " + pick(inventedWords) + " Co., Ltd."}
	}
	return d
}

type inventedLog struct{ invented }

func (l inventedLog) Source(context.Context) (Source, error) { return l.invented, nil }
func (l inventedLog) HashAt(_ context.Context, r graph.Revision) (graph.Hash, error) {
	return hashOf(r), nil
}
func (l inventedLog) Steps(ctx context.Context, _ graph.Revision) iter.Seq2[Step, error] {
	return func(yield func(Step, error) bool) {
		<-ctx.Done()
		yield(Step{}, ctx.Err())
	}
}

// benchmarkQueries are the kinds of queries, each made of a document.
var benchmarkQueries = []struct {
	kind string
	of   func(d *Document, r *rand.Rand) string
}{
	{"code", func(d *Document, _ *rand.Rand) string { return first(d.Codes) }},
	{"legal name", func(d *Document, _ *rand.Rand) string { return d.Name }},
	{"short name", func(d *Document, _ *rand.Rand) string { return first(d.Short) }},
	{"begun", func(d *Document, r *rand.Rand) string { return cutRunes(d.Name, 2+r.IntN(4)) }},
	{"one character", func(d *Document, _ *rand.Rand) string { return cutRunes(first(d.Short), 1) }},
	{"pinyin", func(d *Document, _ *rand.Rand) string { w, _ := typed(first(d.Short)); return w }},
	{"pinyin begun", func(d *Document, r *rand.Rand) string {
		w, _ := typed(first(d.Short))
		return cutRunes(w, 1+r.IntN(12))
	}},
	{"initials", func(d *Document, _ *rand.Rand) string { _, i := typed(first(d.Short)); return i }},
	{"words", func(d *Document, r *rand.Rand) string {
		return inventedTrades[r.IntN(len(inventedTrades))] + " " + cutRunes(d.Name, 2)
	}},
	{"common word", func(d *Document, r *rand.Rand) string { return inventedTrades[r.IntN(len(inventedTrades))] }},
	{"slip", func(d *Document, _ *rand.Rand) string {
		if e := first(d.English); len(e) > 3 {
			return e[:2] + "x" + e[3:]
		}
		return ""
	}},
	{"nasty", func(_ *Document, r *rand.Rand) string { return nasty[r.IntN(len(nasty))] }},
	{"parts", func(d *Document, r *rand.Rand) string {
		return first(d.Short) + inventedKinds[r.IntN(len(inventedKinds))]
	}},
}

// nasty are texts that are meant to cost much.
var nasty = []string{
	strings.Repeat("a ", 32), strings.Repeat("有 限 公 司 ", 8), strings.Repeat("有限公司", 16), strings.Repeat("xi", 32), strings.Repeat("1 ", 32),
	strings.Repeat("科技", 32), "a b c d e f g h i j k l m n o p q r s t u v w x y z", strings.Repeat("x", 64), "科 技 信 息 网 络 安 全 数 据 智 能 电 子",
	"beijingshanghaiguangzhoushenzhen", "datx cloux securx starx netx corx", "有限公司 data 1 a 北 京 z", "co ltd co ltd inc corp group", "~a =b _c k:Enterprise b:A",
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// queriesOf returns n queries of a kind.
func queriesOf(src invented, of func(*Document, *rand.Rand) string, n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	var out []string
	for len(out) < n {
		d := src.at(r.IntN(src.enterprises))
		if q := of(&d, r); q != "" {
			out = append(out, q)
		}
	}
	return out
}

// percentiles returns the median and the 99th percentile.
func percentiles(d []time.Duration) (p50, p99 time.Duration) {
	slices.Sort(d)
	return d[len(d)/2], d[len(d)*99/100]
}

var (
	big  = flag.Bool("big", false, "measure a million enterprises with five million products, which takes long, instead of 100,000 enterprises")
	keep = flag.String("keep", "", "the `folder` of the index that is measured, which stays and is not made anew; a temporary one")
)

// benchSize is how many enterprises are measured unless -big asks for more: fewer
// where only whether it runs is asked, with -short.
func benchSize() int {
	if testing.Short() {
		return 5000
	}
	return 100_000
}

// BenchmarkIndex measures the index beside a plain scan of the names: making it,
// its size, opening it, and each kind of query.
func BenchmarkIndex(b *testing.B) {
	src := invented{benchSize(), 0}
	if *big {
		src, patience = invented{1_000_000, 5_000_000}, 3*time.Hour
	}
	b.Run(fmt.Sprintf("%d+%d", src.enterprises, src.products), func(b *testing.B) { benchmarkIndex(b, src) })
}

func benchmarkIndex(b *testing.B, src invented) {
	dir := *keep
	if dir == "" {
		dir = b.TempDir()
	}
	begun := time.Now()
	x, stop := start(b, dir, inventedLog{src})
	ready(b, x, 1)
	took, size := time.Since(begun), x.Status().Bytes
	stop()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			x, err := Open(b.Context(), dir, Options{StoreID: "store"})
			if err != nil {
				b.Fatal(err)
			}
			if x.Status().Documents == 0 {
				b.Fatal("it was not used")
			}
			if err := x.Close(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(took.Seconds(), "s/build")
		b.ReportMetric(float64(size)/1e6, "MB")
	})
	x, err := Open(b.Context(), dir, Options{StoreID: "store"})
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	warm(b.Context(), x.current)
	plain := sync.OnceValues(func() (*names, error) { return readNames(b.Context(), src, stamp{}) })
	for _, k := range benchmarkQueries {
		queries := queriesOf(src, k.of, 500)
		for _, how := range []struct {
			name string
			find func(Query) (*Result, error)
		}{
			{"suggest", func(q Query) (*Result, error) { return x.Suggest(b.Context(), q) }},
			{"search", func(q Query) (*Result, error) { return x.Search(b.Context(), q) }},
			{"facets", func(q Query) (*Result, error) {
				q.Facets = []Facet{FacetKind, FacetSegment, FacetRegion}
				return x.Search(b.Context(), q)
			}},
			{"scan", func(q Query) (*Result, error) {
				n, err := plain()
				if err != nil {
					return nil, err
				}
				return n.find(b.Context(), &q)
			}},
		} {
			b.Run(k.kind+"/"+how.name, func(b *testing.B) {
				if _, err := how.find(Query{Text: "begin", First: 1}); err != nil {
					b.Fatal(err)
				}
				var all []time.Duration
				i := 0
				for b.Loop() {
					begun := time.Now()
					if _, err := how.find(Query{Text: queries[i%len(queries)], First: 10}); err != nil {
						b.Fatal(err)
					}
					all = append(all, time.Since(begun))
					i++
				}
				p50, p99 := percentiles(all)
				b.ReportMetric(float64(p50.Microseconds()), "µs-p50")
				b.ReportMetric(float64(p99.Microseconds()), "µs-p99")
			})
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.Logf("heap in use %d MB", m.HeapInuse>>20)
}

// BenchmarkFollow measures how long changes take until they are found, at 100,000
// enterprises.
func BenchmarkFollow(b *testing.B) {
	size := benchSize()
	log := newDocLog(slices.Collect(invented{size, 0}.Documents())...)
	x, _ := start(b, b.TempDir(), log)
	ready(b, x, 1)
	next := invented{1_000_000, 0}
	at := size
	for _, n := range []int{1, size / 1000, size / 100, size / 10} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var all []time.Duration
			for b.Loop() {
				put := make([]Document, n)
				for i := range put {
					put[i] = next.at(at)
					at++
				}
				r := log.now.rev + 1
				src := newDocs(r, put) // only what changed is asked for
				begun := time.Now()
				log.mu.Lock()
				from := log.now.rev
				log.now = src
				var ids []graph.SubjectID
				for i := range put {
					ids = append(ids, put[i].ID)
				}
				log.steps = []Step{{From: from, To: src, Changed: slices.Values(ids)}}
				close(log.more)
				log.more = make(chan struct{})
				log.mu.Unlock()
				ready(b, x, r)
				all = append(all, time.Since(begun))
			}
			p50, p99 := percentiles(all)
			b.ReportMetric(float64(p50.Microseconds())/1000, "ms-p50")
			b.ReportMetric(float64(p99.Microseconds())/1000, "ms-p99")
		})
	}
}
