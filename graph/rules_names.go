package graph

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// normaliseName returns what is compared of a name. See [StandardRules].
func normaliseName(s string) string {
	n := foldName(s)
	// Where a point stays, one that went before it may have joined its word to
	// another, which decides anew. Each round is shorter than the last.
	for strings.IndexByte(n, '.') >= 0 {
		again := foldName(n)
		if again == n {
			break
		}
		n = again
	}
	return n
}

// foldName is one round of normaliseName.
func foldName(s string) string {
	var (
		b       = make([]byte, 0, len(s)+8)
		prev    rune // the last rune in b
		letters int  // the length of the word that ends in prev
		space   bool // a space is due, if it separates two words
		content bool
	)
	for i := 0; i < len(s); {
		c, n := utf8.DecodeRuneInString(s[i:])
		if c >= 0x4E00 && c <= 0x9FFF {
			// A Chinese character, as most are: nothing to fold, no space beside it.
			b = append(b, s[i:i+n]...)
			i += n
			letters++
			content, space, prev = true, false, c
			continue
		}
		i += n
		r := foldRune(c)
		switch {
		case r == dropRune:
			continue
		case r == ' ':
			space = true
			continue
		case r == '.':
			// A point stays inside a number, a domain or a version, and before a
			// word (.NET). The points of abbreviations go: Co., L.L.C.
			next, skip := afterPoints(s[i:])
			i += skip
			inside := isWord(prev) && (!space || !separable(prev))
			if !isWord(next) || inside && letters == 1 {
				letters = 0
				continue
			}
		}
		r = unicode.ToLower(r)
		if space && prev != 0 && separable(prev) && separable(r) {
			b = append(b, ' ')
			letters = 0
		}
		space = false
		b = utf8.AppendRune(b, r)
		switch {
		case unicode.IsLetter(r):
			letters++
			content = true
		case unicode.IsNumber(r):
			letters = 2 // a point after a digit stays
			content = true
		default:
			letters = 0
		}
		prev = r
	}
	if !content {
		return ""
	}
	return string(b)
}

// afterPoints skips points and what is dropped, and returns the rune that
// follows, folded, and how many bytes were skipped. 0 is the end.
func afterPoints(s string) (next rune, skip int) {
	for i, c := range s {
		if r := foldRune(c); r != '.' && r != dropRune {
			return r, i
		}
	}
	return 0, len(s)
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// separable reports whether a space beside r separates words: not beside
// Chinese characters, brackets and signs that join.
func separable(r rune) bool {
	switch r {
	case '(', ')', '-', '&', '·', '/', '+':
		return false
	}
	return !isHan(r)
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r > 0x2E7F && unicode.Is(unicode.Han, r)
}

// wordSet is a set of words that is quick to tell that none fits.
type wordSet struct {
	words        map[string]bool
	limit        int        // the longest word, in runes
	begins, ends [64]uint64 // the low bits of the words' first and last runes
}

func newWordSet(lists ...string) *wordSet {
	w := &wordSet{words: map[string]bool{}}
	for _, l := range lists {
		for _, word := range strings.Fields(l) {
			w.words[word] = true
			w.limit = max(w.limit, utf8.RuneCountInString(word))
			first, _ := utf8.DecodeRuneInString(word)
			last, _ := utf8.DecodeLastRuneInString(word)
			w.begins[first>>6&63] |= 1 << (first & 63)
			w.ends[last>>6&63] |= 1 << (last & 63)
		}
	}
	return w
}

func (w *wordSet) has(s string) bool { return w.words[s] }

// mayBegin and mayEnd report whether some word may begin or end with a rune.
func (w *wordSet) mayBegin(r rune) bool { return w.begins[r>>6&63]&(1<<(r&63)) != 0 }
func (w *wordSet) mayEnd(r rune) bool   { return w.ends[r>>6&63]&(1<<(r&63)) != 0 }

// The words of version 1.
var (
	legal1 = newWordSet(`
股份有限公司 股份责任有限公司 有限责任公司 有限责任 责任有限公司 有限公司 股份公司 集团公司 总公司 公司 股份有限 集团股份 集团 股份
有限合伙 有限合伙企业 普通合伙 特殊普通合伙 合伙企业 个人独资企业 个人独资`)

	trade1 = newWordSet(`
科技 技术 高科技 高新技术 高科 科技发展 信息 信息技术 信息科技 信息产业 信息安全 网络 网络科技 网络技术 网络安全 安全技术 安全科技 安全 网安 软件 软件技术
数据 数据技术 大数据 云计算 人工智能 物联网 互联网 数字 数字技术 数字科技 数码 智能 智能科技 智慧 智控 计算机 计算 系统 系统集成 集成 电子 电子科技 微电子 光电 光电子
光学 激光 显示 半导体 集成电路 芯片 电路 通信 通信技术 通讯 电信 广电 导航 测控 仪器 仪表 传感 自动化 机器人 工控 控制 控制技术
机械 机电 机床 重工 重型机械 装备 智能装备 设备 电气 电器 电力 电力设备 电源 电机 电缆 线缆 电池 动力 制造 制冷 空调 工业 精工 精密 模具 轴承 泵业 阀门
材料 新材料 特种材料 复合材料 化学 化工 化纤 化肥 石化 塑料 塑胶 塑业 橡胶 橡塑 玻璃 陶瓷 水泥 建材 钢铁 特钢 不锈钢 金属 有色金属 铜业 铝业 锌业 钨业 钛业 稀土 矿业 黄金
资源 能源 新能源 清洁能源 能源科技 燃气 热力 热电 水电 水务 水利 环保 环境 环保科技 环境科技 生态 生态环境 节能 再生资源
生物 生物科技 生物技术 生物医药 生物制药 生物制品 生物化学 医药 医药科技 制药 药业 中药 医疗 医疗科技 医疗器械 器械 医学 健康 健康产业 大健康 诊断 基因
食品 饮料 酒业 乳业 粮油 农业 农业科技 农牧 牧业 种业 渔业 水产 饲料 糖业 茶业 盐业 肉类
服饰 服装 时装 纺织 纺织科技 印染 鞋业 家纺 家居 家具 椅业 木业 纸业 造纸 包装 包装科技 印刷 印务 珠宝 珠宝首饰 首饰 日化 化妆品 玩具 文具 体育 用品
汽车 汽车零部件 汽车部件 车业 零部件 部件 客车 车辆 船舶 航空 航天 航运 交通 交通科技 运输 物流 供应链 港口 高速公路 公路 铁路 机场
贸易 商贸 国际贸易 进出口 商业 百货 零售 超市 连锁 商城 电子商务 电商 实业 产业 产业发展 发展 事业 经济发展 投资 投资管理 投资控股 创业投资 创投 控股 资本 资产 资产管理 金融 金控
管理 咨询 服务 信息服务 科技服务 技术服务 文化 文化科技 文化传媒 传媒 传播 影视 出版 广告 展示 互动 娱乐 游戏 教育 教育科技 旅游 酒店 餐饮
置业 地产 房地产 房地产开发 开发 建设 建设工程 建设发展 建筑 建筑工程 建工 工程 工程技术 装饰 装修 园林 设计 勘察 检测 检测技术 认证 测试 安装 路桥 城建
国际 企业 企业管理 银行 证券 保险 期货 信托 租赁 研究院 研究所 设计院 公用 公用事业 物资 港务 城投 城市 高新 交运 啤酒 百货大楼 特殊钢 特种钢 联合 第一 新区 工业园区 制品 制品厂 加工厂 来料加工 来料加工厂 配件 配件厂 工厂 总厂 厂`)

	// What a name that begins so goes on with is no trade but its subject.
	national1 = []string{"中国", "中华", "国家", "全国"}

	// A branch is not its company: it keeps its whole name.
	branch1 = []string{"分公司", "子公司", "支公司", "分行", "支行", "分厂", "分部", "分店", "门市部", "营业部", "办事处", "代表处"}

	legalEn1 = newWordSet(`
inc incorporated corp corporation co company cos ltd limited llc llp lllp lp plc pllc pc gmbh mbh ag kg kgaa ohg ev eg se sa sas sasu sarl srl spa
bv nv ab as asa aps oy oyj kk gk yk pte pty pvt private proprietary public bhd sdn berhad tbk pt jsc ojsc pjsc cjsc ooo oao zao pao ao doo zoo oo sp z zrt
kft sro ltda cv sab de aktiengesellschaft gesellschaft holding holdings group groupe gruppe na and`)

	tradeEn1 = newWordSet(`technology technologies tech software information network networks networking electronics international global worldwide
enterprise enterprises industry industries`)

	// Legal forms of several words, which begin or end a name.
	legalPhrases1 = []string{
		"open joint stock company", "public joint stock company", "closed joint stock company", "joint stock company",
		"limited liability company", "public limited company", "limited partnership",
	}
)

// core1 is Core of version 1.
//
// Of a name with Chinese characters it takes away what stands in brackets, the
// legal form, words for trades at the end (信息技术, 药业) and places at the
// beginning; of another name also the article. It never takes away so much
// that only a place or a trade is left: 中国银行 and 北京科技有限公司 keep
// both. Names that begin with 中国 keep their trade, for it is what tells them
// apart.
func core1(name string) string {
	n := normaliseName(name)
	if strings.ContainsFunc(n, isHan) {
		return coreHan(n)
	}
	return coreLatin(n)
}

func coreHan(n string) string {
	n = withoutBrackets(n)
	for _, w := range branch1 {
		if strings.HasSuffix(n, w) {
			return strings.ReplaceAll(n, " ", "")
		}
	}
	n = cutLegal(n)
	for _, w := range national1 {
		if strings.HasPrefix(n, w) {
			return strings.ReplaceAll(n, " ", "")
		}
	}
	return strings.ReplaceAll(cutTrades(cutPlaces(n)), " ", "")
}

// withoutBrackets drops what stands in brackets, unless nothing else is there.
func withoutBrackets(n string) string {
	if !strings.ContainsAny(n, "()") {
		return n
	}
	b := make([]byte, 0, len(n))
	depth := 0
	for i := range len(n) {
		switch c := n[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth = max(depth-1, 0)
		case depth == 0:
			b = append(b, c)
		}
	}
	if rest := string(b); twoWordRunes(rest) {
		return rest
	}
	return strings.NewReplacer("(", "", ")", "").Replace(n)
}

// cutSuffix returns n without the longest of the words that it ends with that
// leaves a rest for which left holds.
func cutSuffix(n string, set *wordSet, left func(string) bool) (string, bool) {
	last, _ := utf8.DecodeLastRuneInString(n)
	if !set.mayEnd(last) {
		return n, false
	}
	longest := -1
	for i, k := len(n), 0; i > 0 && k < set.limit; k++ {
		r, size := utf8.DecodeLastRuneInString(n[:i])
		i -= size
		if set.mayBegin(r) && set.has(n[i:]) && left(n[:i]) {
			longest = i
		}
	}
	if longest < 0 {
		return n, false
	}
	return n[:longest], true
}

// cutLegal cuts legal forms from the end.
func cutLegal(n string) string {
	for {
		rest, ok := cutSuffix(n, legal1, enough)
		if !ok {
			return n
		}
		n = rest
	}
}

// cutTrades cuts trades from the end, and legal forms before them (长园集团科技).
func cutTrades(n string) string {
	for {
		rest, ok := cutSuffix(n, trade1, enough)
		if !ok {
			rest, ok = cutSuffix(n, legal1, enough)
		}
		if !ok {
			return n
		}
		n = rest
	}
}

// enough reports whether a rest can stand for a name: two letters or digits,
// and no place.
func enough(rest string) bool {
	return twoWordRunes(rest) && !places1().has(rest)
}

// twoWordRunes reports whether s holds two characters of words. Radicals that stand
// for themselves (⾛) are of the Han script, but signs.
func twoWordRunes(s string) bool {
	n := 0
	for _, r := range s {
		if r >= 0x4E00 && r <= 0x9FFF || isWord(r) {
			if n++; n == 2 {
				return true
			}
		}
	}
	return false
}

// cutPlaces cuts places from the beginning while what stays is more than a
// trade.
func cutPlaces(n string) string {
	for cut := 0; cut < 3; cut++ {
		end := placeEnd(n, cut > 0)
		if end == 0 {
			return n
		}
		rest := n[end:]
		if !twoWordRunes(rest) || strings.HasPrefix(rest, "大学") || isTrade(rest) {
			return n
		}
		n = rest
	}
	return n
}

// placeEnd returns where the place that n begins with ends, 0 if it begins
// with none: a listed one, or two or three runes before 市 or 县; after another
// place also before 区, 镇 and the like.
func placeEnd(n string, after bool) int {
	places := places1()
	first, _ := utf8.DecodeRuneInString(n)
	may := places.mayBegin(first)
	known, pattern := 0, 0
	var before rune
	for i, k := 0, 0; i < len(n) && k < places.limit && (may || k < 4); {
		r, size := utf8.DecodeRuneInString(n[i:])
		i += size
		k++
		if may && places.mayEnd(r) && places.has(n[:i]) && n[:i] != "中国" {
			known = i
		}
		if pattern == 0 && (k == 3 || k == 4) {
			switch r {
			case '市', '县':
				if !strings.ContainsRune("超城都股夜集菜楼门", before) {
					pattern = i
				}
			case '镇', '乡':
				pattern = i
			case '区':
				if after && !strings.ContainsRune("小社园景厂校特片地院", before) {
					pattern = i
				}
			}
		}
		before = r
	}
	return max(known, pattern)
}

// isTrade reports whether n consists of words for trades alone.
func isTrade(n string) bool {
	for n != "" {
		rest, ok := cutSuffix(n, trade1, anything)
		if !ok {
			if rest, ok = cutSuffix(n, legal1, anything); !ok {
				return false
			}
		}
		n = rest
	}
	return true
}

func anything(string) bool { return true }

var latinForms = sync.OnceValue(func() *strings.Replacer {
	return strings.NewReplacer("&", " and ", "-", " ", "/", " ", "·", " ", "(", " (", ")", ") ")
})

func coreLatin(n string) string {
	n = strings.TrimSpace(withoutBrackets(latinForms().Replace(n)))
	for _, p := range legalPhrases1 {
		n = strings.TrimPrefix(n, p+" ")
		n = strings.TrimSuffix(n, " "+p)
	}
	t := slices.DeleteFunc(strings.Fields(n), func(w string) bool { return !strings.ContainsFunc(w, isWord) })
	if len(t) > 1 && t[0] == "the" {
		t = t[1:]
	}
	for len(t) > 1 && legalEn1.has(t[len(t)-1]) {
		t = t[:len(t)-1]
	}
	// Some languages put the legal form first.
	for len(t) > 1 && legalEn1.has(t[0]) && t[0] != "as" && t[0] != "de" {
		t = t[1:]
	}
	for len(t) > 1 && places1().has(t[0]) && !tradeEn1.has(t[1]) {
		t = t[1:]
	}
	for len(t) > 1 && (tradeEn1.has(t[len(t)-1]) || legalEn1.has(t[len(t)-1]) || places1().has(t[len(t)-1])) && !places1().has(t[len(t)-2]) && t[len(t)-2] != "of" {
		t = t[:len(t)-1]
	}
	return strings.Join(t, "")
}
