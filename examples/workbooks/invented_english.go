package main

import (
	"fmt"
	"strings"
)

// The English names of what is invented: Demo, where the Chinese one says 示例.

// enterpriseWords are the characters that names of enterprises are made of, as they are
// read.
var enterpriseWords = map[rune]string{
	'青': "qing", '白': "bai", '金': "jin", '银': "yin", '赤': "chi", '蓝': "lan", '紫': "zi", '绿': "lü", '明': "ming", '远': "yuan", '高': "gao", '长': "chang",
	'山': "shan", '川': "chuan", '江': "jiang", '河': "he", '林': "lin", '石': "shi", '泉': "quan", '岭': "ling", '湖': "hu", '田': "tian", '原': "yuan",
}

// englishEnterprise returns the English name of an enterprise from its short one, such
// as Demo Qingshan of 示例青山.
func englishEnterprise(short string) string {
	var name strings.Builder
	for _, c := range strings.TrimPrefix(short, "示例") {
		name.WriteString(enterpriseWords[c])
	}
	return "Demo " + capital(name.String())
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// inEnglish are the other names.
var inEnglish = map[string]string{
	"示例产业链": "Demo industry chain",

	"示例上游": "Demo upstream", "示例原料": "Demo materials", "示例元件": "Demo components", "示例芯片": "Demo chips", "示例设备": "Demo equipment",
	"示例中游": "Demo midstream", "示例模组": "Demo modules", "示例整机": "Demo appliances", "示例软件": "Demo software", "示例平台": "Demo platforms", "示例防火墙": "Demo firewalls",
	"示例服务": "Demo services", "示例检测": "Demo testing", "示例运维": "Demo operations", "示例集成": "Demo integration", "示例托管检测与响应": "Demo managed detection and response",

	"示例行业甲": "Demo sector A", "示例行业乙": "Demo sector B", "示例行业丙": "Demo sector C", "示例行业丁": "Demo sector D",

	"示例北湖产业园": "Demo Beihu Industrial Park", "示例南山科技园": "Demo Nanshan Science Park", "示例东岸软件园": "Demo Dong'an Software Park",
	"示例西岭高新区": "Demo Xiling High-tech Zone", "示例中洲孵化器": "Demo Zhongzhou Incubator", "示例江湾新区": "Demo Jiangwan New Area",

	"示例大学": "Demo University", "示例理工学院": "Demo Institute of Technology", "示例研究院": "Demo Research Institute", "示例联合实验室": "Demo Joint Laboratory",
	"示例实训基地": "Demo Training Base", "示例靶场": "Demo Cyber Range", "示例产业联盟": "Demo Industry Alliance", "示例行业协会": "Demo Industry Association",
	"示例引导基金": "Demo Guidance Fund", "示例成长基金": "Demo Growth Fund", "示例甲创投": "Demo Ventures A", "示例乙创投": "Demo Ventures B", "示例丙资本": "Demo Capital C",
	"示例测评中心": "Demo Evaluation Centre", "示例保险公司": "Demo Insurance Company",

	"示例小巨人": "Demo Little Giant", "示例单项冠军": "Demo Single Champion", "示例创新型企业": "Demo Innovative Enterprise", "示例优秀产品": "Demo Excellent Product",
}

// english returns the English name of what is no enterprise; a test asks that there is
// one of each.
func english(name string) string { return inEnglish[name] }

// englishProduct returns the English name of a product of a segment.
func englishProduct(segment, which string) string {
	return fmt.Sprintf("%s %s", strings.TrimSuffix(english(segment), "s"), which)
}
