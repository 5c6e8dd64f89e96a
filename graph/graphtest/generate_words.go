package graphtest

import (
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// dice is a SplitMix64 sequence. Unlike package math/rand it promises the same
// numbers for ever, and like the whole generator it uses no floating point that
// machines round differently.
type dice struct{ state uint64 }

// roll returns dice for one thing: the same for the same seed, purpose and
// index, whatever was rolled before.
func roll(seed uint64, purpose byte, index int) dice {
	d := dice{seed ^ uint64(purpose)*0x9e3779b97f4a7c15}
	d.state = d.next() + uint64(index)*0xd1342543de82ef95
	return d
}

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.next(), uint64(n))
	return int(hi)
}

// between returns a number from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// percent is true in p of 100 cases.
func (d *dice) percent(p int) bool { return d.below(100) < p }

// popular returns a number from 0 to n-1, a small one more often: n·u² for an
// even u, so that the one of rank k is drawn in proportion to k^-½.
func (d *dice) popular(n int) int {
	u := d.below(1 << 31)
	hi, lo := bits.Mul64(uint64(u)*uint64(u), uint64(n))
	return int(hi<<2 | lo>>62)
}

// pick returns an index of cumulative, the running sums of weights, each in
// proportion to its weight.
func (d *dice) pick(cumulative []int) int {
	at, i, j := d.below(cumulative[len(cumulative)-1]), 0, len(cumulative)-1
	for i < j {
		if h := (i + j) / 2; cumulative[h] <= at {
			i = h + 1
		} else {
			j = h
		}
	}
	return i
}

func cumulate(weights []int) []int {
	sums, sum := make([]int, len(weights)), 0
	for i, w := range weights {
		sum += w
		sums[i] = sum
	}
	return sums
}

// share returns how many of total fall to item i of n if they are spread
// evenly; the shares of all items add up to total.
func share(total, n, i int) int { return upTo(total, n, i+1) - upTo(total, n, i) }

// upTo returns how many of total fall to the items before i of n.
func upTo(total, n, i int) int {
	hi, lo := bits.Mul64(uint64(total), uint64(i))
	q, _ := bits.Div64(hi, lo, uint64(n))
	return int(q)
}

// place is where an enterprise sits.
type place struct {
	code string // of GB/T 2260
	name string
}

// places are the provinces, each as likely as an industry of the same rank is
// large in the measured data (see placeWeights).
var places = []place{
	{"110000", "北京"}, {"440000", "广东"}, {"310000", "上海"}, {"330000", "浙江"}, {"320000", "江苏"}, {"510000", "四川"},
	{"370000", "山东"}, {"430000", "湖南"}, {"420000", "湖北"}, {"350000", "福建"}, {"610000", "陕西"}, {"340000", "安徽"},
	{"500000", "重庆"}, {"120000", "天津"}, {"410000", "河南"}, {"210000", "辽宁"}, {"130000", "河北"}, {"360000", "江西"},
	{"520000", "贵州"}, {"450000", "广西"}, {"140000", "山西"}, {"530000", "云南"}, {"230000", "黑龙江"}, {"220000", "吉林"},
	{"150000", "内蒙古"}, {"650000", "新疆"}, {"620000", "甘肃"}, {"460000", "海南"}, {"640000", "宁夏"}, {"630000", "青海"},
	{"540000", "西藏"},
}

var (
	trades = []string{"信息技术", "网络科技", "安全技术", "数据科技", "软件", "智能科技", "通信技术", "云计算", "电子", "系统集成", "密码技术", "工业互联网"}
	forms  = []string{"有限公司", "有限责任公司", "股份有限公司"}
	goods  = []string{
		"防火墙", "入侵检测系统", "态势感知平台", "堡垒机", "数据库审计系统", "终端安全管理系统", "零信任网关", "安全运营服务",
		"漏洞扫描系统", "数据防泄漏系统", "工控防护系统", "威胁情报平台", "密码机", "云主机防护", "应急响应服务", "风险评估服务",
	}
	goodsEnd = []string{"标准版", "企业版", "专业版", "云版", "V2.0", "V3.0", "V5.6", "X1000", "X3200", "G5"}
	topics   = []string{"基础共性", "检测", "防护", "分析", "数据安全", "新型架构", "场景安全", "服务"}
	links    = []string{"情报", "引擎", "审计", "网关", "认证", "运营", "加密", "备份", "脱敏"}
)

// brandAlphabet holds the 128 characters that brands are made of.
var brandAlphabet = []rune("安恒启明天融信深绿盟奇亚卫士山石网科华三迪普锐捷远江南东方中孚任子行美柏永格尔数字证通付达梦人大金仓麒麟统软件飞腾龙芯兆易创新海" +
	"光景嘉微紫国民技同有容百云青藤长春观成默众智未知道宇炼象瑞和聚铭齐治派拉昂楷凯航宏鼎盛泰丰源汇博雅思睿哲慧宁康健顺利兴旺德仁义礼")

// brandBits is how many bits of a number a character of a brand stands for.
const brandBits = 7

// brand returns the name's core of enterprise i: three characters, or four from
// the 2,097,153rd on, that no other enterprise has.
func brand(i int) string {
	length, number := 3, uint64(i)
	if i >= 1<<(3*brandBits) {
		length, number = 4, number-1<<(3*brandBits)
	}
	number *= 0x9e3779b1 // odd, so no two numbers below the power of two meet
	var b [16]byte
	text := b[:0]
	for range length {
		text = utf8.AppendRune(text, brandAlphabet[number%(1<<brandBits)])
		number >>= brandBits
	}
	return string(text)
}

// creditAlphabet holds the digits of GB 32100, the unified social credit code.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// creditCode returns the unified social credit code of enterprise i, with both
// of its check characters, after GB 11714 and GB 32100.
func creditCode(i int, region string) string {
	b := make([]byte, 0, 18)
	b = append(b, "91"...)
	b = append(b, region...)
	b = append(b, "MA"...)
	for number, n := i, 0; n < 6; n++ {
		b = append(b, creditAlphabet[number%31])
		number /= 31
	}
	b = append(b, organisationCheck(b[8:]))
	return string(append(b, creditCheck(b)))
}

// organisationCheck returns the check character of an organisation's eight
// characters, after GB 11714.
func organisationCheck(b []byte) byte {
	sum := 0
	for n, weight := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * base36(b[n])
	}
	return "0X987654321"[sum%11]
}

// creditCheck returns the check character of a credit code's first seventeen,
// after GB 32100.
func creditCheck(b []byte) byte {
	sum := 0
	for n, weight := 0, 1; n < 17; n, weight = n+1, weight*3%31 {
		sum += weight * strings.IndexByte(creditAlphabet, b[n])
	}
	return creditAlphabet[(31-sum%31)%31]
}

func base36(c byte) int {
	if c <= '9' {
		return int(c - '0')
	}
	return int(c-'A') + 10
}

// stockCode returns the i-th security code, on one of four boards.
func stockCode(i int) string {
	board := [4]string{"600", "000", "300", "688"}[i%4]
	exchange := [4]string{".SH", ".SZ", ".SZ", ".SH"}[i%4]
	return fmt.Sprintf("%s%03d%s", board, i/4%1000, exchange)
}
