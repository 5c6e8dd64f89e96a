package graph

// The places of rule version 1: provinces, prefectures, and what stands directly
// below a province, with and without their endings, but for names that mean
// something else more often (东方, 白银). They are kept apart from the list of
// regions, which follows its standard: a rule version never changes.
const (
	places1Zh = `
北京市 北京 东城区 西城区 朝阳区 丰台区 丰台 石景山区 石景山 海淀区 海淀 门头沟区 门头沟 房山区 房山 通州区 通州 顺义区
昌平区 昌平 大兴区 怀柔区 怀柔 平谷区 密云区 密云 延庆区 延庆 天津市 天津 和平区 河东区 河西区 南开区 南开 河北区 河北
红桥区 东丽区 西青区 西青 津南区 津南 北辰区 武清区 武清 宝坻区 宝坻 滨海新区 滨海 宁河区 宁河 静海区 静海 蓟州区 蓟州
河北省 石家庄市 石家庄 唐山市 唐山 秦皇岛市 秦皇岛 邯郸市 邯郸 邢台市 邢台 保定市 保定 张家口市 张家口 承德市 承德
沧州市 沧州 廊坊市 廊坊 衡水市 衡水 山西省 山西 太原市 太原 大同市 大同 阳泉市 阳泉 长治市 长治 晋城市 晋城 朔州市 朔州
晋中市 晋中 运城市 运城 忻州市 忻州 临汾市 临汾 吕梁市 吕梁 内蒙古自治区 内蒙古 呼和浩特市 呼和浩特 包头市 包头 乌海市
乌海 赤峰市 赤峰 通辽市 通辽 鄂尔多斯市 鄂尔多斯 呼伦贝尔市 呼伦贝尔 巴彦淖尔市 巴彦淖尔 乌兰察布市 乌兰察布 兴安盟 兴安
锡林郭勒盟 锡林郭勒 阿拉善盟 阿拉善 辽宁省 辽宁 沈阳市 沈阳 大连市 大连 鞍山市 鞍山 抚顺市 抚顺 本溪市 本溪 丹东市 丹东
锦州市 锦州 营口市 营口 阜新市 阜新 辽阳市 辽阳 盘锦市 盘锦 铁岭市 铁岭 朝阳市 朝阳 葫芦岛市 葫芦岛 吉林省 吉林 长春市
长春 吉林市 四平市 四平 辽源市 辽源 通化市 通化 白山市 白山 松原市 松原 白城市 白城 延边朝鲜族自治州 延边 黑龙江省
黑龙江 哈尔滨市 哈尔滨 齐齐哈尔市 齐齐哈尔 鸡西市 鸡西 鹤岗市 鹤岗 双鸭山市 双鸭山 大庆市 大庆 伊春市 伊春 佳木斯市
佳木斯 七台河市 七台河 牡丹江市 牡丹江 黑河市 黑河 绥化市 绥化 大兴安岭地区 大兴安岭 上海市 上海 黄浦区 黄浦 徐汇区 徐汇
长宁区 静安区 普陀区 虹口区 虹口 杨浦区 杨浦 闵行区 闵行 宝山区 嘉定区 嘉定 浦东新区 浦东 金山区 松江区 松江 青浦区 青浦
奉贤区 奉贤 崇明区 崇明 江苏省 江苏 南京市 南京 无锡市 无锡 徐州市 徐州 常州市 常州 苏州市 苏州 南通市 南通 连云港市
连云港 淮安市 淮安 盐城市 盐城 扬州市 扬州 镇江市 镇江 泰州市 泰州 宿迁市 宿迁 浙江省 浙江 杭州市 杭州 宁波市 宁波
温州市 温州 嘉兴市 嘉兴 湖州市 湖州 绍兴市 绍兴 金华市 金华 衢州市 衢州 舟山市 舟山 台州市 台州 丽水市 丽水 安徽省 安徽
合肥市 合肥 芜湖市 芜湖 蚌埠市 蚌埠 淮南市 淮南 马鞍山市 马鞍山 淮北市 淮北 铜陵市 铜陵 安庆市 安庆 黄山市 黄山 滁州市
滁州 阜阳市 阜阳 宿州市 宿州 六安市 六安 亳州市 亳州 池州市 池州 宣城市 宣城 福建省 福建 福州市 福州 厦门市 厦门 莆田市
莆田 三明市 三明 泉州市 泉州 漳州市 漳州 南平市 南平 龙岩市 龙岩 宁德市 宁德 江西省 江西 南昌市 南昌 景德镇市 景德镇
萍乡市 萍乡 九江市 九江 新余市 新余 鹰潭市 鹰潭 赣州市 赣州 吉安市 吉安 宜春市 宜春 抚州市 抚州 上饶市 上饶 山东省 山东
济南市 济南 青岛市 青岛 淄博市 淄博 枣庄市 枣庄 东营市 东营 烟台市 烟台 潍坊市 潍坊 济宁市 济宁 泰安市 泰安 威海市 威海
日照市 日照 临沂市 临沂 德州市 德州 聊城市 聊城 滨州市 滨州 菏泽市 菏泽 河南省 河南 郑州市 郑州 开封市 开封 洛阳市 洛阳
平顶山市 平顶山 安阳市 安阳 鹤壁市 鹤壁 新乡市 新乡 焦作市 焦作 濮阳市 濮阳 许昌市 许昌 漯河市 漯河 三门峡市 三门峡
南阳市 南阳 商丘市 商丘 信阳市 信阳 周口市 周口 驻马店市 驻马店 济源市 济源 湖北省 湖北 武汉市 武汉 黄石市 黄石 十堰市
十堰 宜昌市 宜昌 襄阳市 襄阳 鄂州市 鄂州 荆门市 荆门 孝感市 孝感 荆州市 荆州 黄冈市 黄冈 咸宁市 咸宁 随州市 随州
恩施土家族苗族自治州 恩施 仙桃市 仙桃 潜江市 潜江 天门市 神农架林区 神农架 湖南省 湖南 长沙市 长沙 株洲市 株洲 湘潭市
湘潭 衡阳市 衡阳 邵阳市 邵阳 岳阳市 岳阳 常德市 常德 张家界市 张家界 益阳市 益阳 郴州市 郴州 永州市 永州 怀化市 怀化
娄底市 娄底 湘西土家族苗族自治州 湘西 广东省 广东 广州市 广州 韶关市 韶关 深圳市 深圳 珠海市 珠海 汕头市 汕头 佛山市
佛山 江门市 江门 湛江市 湛江 茂名市 茂名 肇庆市 肇庆 惠州市 惠州 梅州市 梅州 汕尾市 汕尾 河源市 河源 阳江市 阳江 清远市
清远 东莞市 东莞 中山市 中山 潮州市 潮州 揭阳市 揭阳 云浮市 云浮 广西壮族自治区 广西 南宁市 南宁 柳州市 柳州 桂林市 桂林
梧州市 梧州 北海市 北海 防城港市 防城港 钦州市 钦州 贵港市 贵港 玉林市 玉林 百色市 百色 贺州市 贺州 河池市 河池 来宾市
来宾 崇左市 崇左 海南省 海南 海口市 海口 三亚市 三亚 三沙市 三沙 儋州市 儋州 五指山市 五指山 琼海市 琼海 文昌市 万宁市
万宁 东方市 定安县 定安 屯昌县 屯昌 澄迈县 澄迈 临高县 临高 白沙黎族自治县 昌江黎族自治县 昌江 乐东黎族自治县 乐东
陵水黎族自治县 陵水 保亭黎族苗族自治县 保亭 琼中黎族苗族自治县 琼中 重庆市 重庆 万州区 万州 涪陵区 涪陵 渝中区 渝中
大渡口区 江北区 沙坪坝区 沙坪坝 九龙坡区 九龙坡 南岸区 北碚区 北碚 綦江区 綦江 大足区 渝北区 渝北 巴南区 巴南 黔江区
黔江 长寿区 江津区 江津 合川区 合川 永川区 南川区 南川 璧山区 璧山 铜梁区 铜梁 潼南区 潼南 荣昌区 荣昌 开州区 开州
梁平区 梁平 武隆区 武隆 城口县 城口 丰都县 丰都 垫江县 垫江 忠县 云阳县 奉节县 奉节 巫山县 巫山 巫溪县 巫溪
石柱土家族自治县 石柱 秀山土家族苗族自治县 秀山 酉阳土家族苗族自治县 酉阳 彭水苗族土家族自治县 彭水 四川省 四川 成都市
成都 自贡市 自贡 攀枝花市 攀枝花 泸州市 泸州 德阳市 德阳 绵阳市 绵阳 广元市 广元 遂宁市 遂宁 内江市 内江 乐山市 乐山
南充市 南充 眉山市 眉山 宜宾市 宜宾 广安市 广安 达州市 达州 雅安市 雅安 巴中市 巴中 资阳市 资阳 阿坝藏族羌族自治州 阿坝
甘孜藏族自治州 甘孜 凉山彝族自治州 凉山 贵州省 贵州 贵阳市 贵阳 六盘水市 六盘水 遵义市 遵义 安顺市 安顺 毕节市 毕节
铜仁市 铜仁 黔西南布依族苗族自治州 黔西南 黔东南苗族侗族自治州 黔东南 黔南布依族苗族自治州 黔南 云南省 云南 昆明市 昆明
曲靖市 曲靖 玉溪市 玉溪 保山市 保山 昭通市 昭通 丽江市 丽江 普洱市 普洱 临沧市 临沧 楚雄彝族自治州 楚雄
红河哈尼族彝族自治州 红河 文山壮族苗族自治州 文山 西双版纳傣族自治州 西双版纳 大理白族自治州 大理 德宏傣族景颇族自治州
德宏 怒江傈僳族自治州 怒江 迪庆藏族自治州 迪庆 西藏自治区 西藏 拉萨市 拉萨 日喀则市 日喀则 昌都市 昌都 林芝市 林芝
山南市 山南 那曲市 那曲 阿里地区 阿里 陕西省 陕西 西安市 西安 铜川市 铜川 宝鸡市 宝鸡 咸阳市 咸阳 渭南市 渭南 延安市
延安 汉中市 汉中 榆林市 榆林 安康市 安康 商洛市 商洛 甘肃省 甘肃 兰州市 兰州 嘉峪关市 嘉峪关 金昌市 金昌 白银市 天水市
天水 武威市 武威 张掖市 张掖 平凉市 平凉 酒泉市 酒泉 庆阳市 庆阳 定西市 定西 陇南市 陇南 临夏回族自治州 临夏
甘南藏族自治州 甘南 青海省 青海 西宁市 西宁 海东市 海东 海北藏族自治州 海北 黄南藏族自治州 黄南 海南藏族自治州
果洛藏族自治州 果洛 玉树藏族自治州 玉树 海西蒙古族藏族自治州 海西 宁夏回族自治区 宁夏 银川市 银川 石嘴山市 石嘴山 吴忠市
吴忠 固原市 固原 中卫市 中卫 新疆维吾尔自治区 新疆 乌鲁木齐市 乌鲁木齐 克拉玛依市 克拉玛依 吐鲁番市 吐鲁番 哈密市 哈密
昌吉回族自治州 昌吉 博尔塔拉蒙古自治州 博尔塔拉 巴音郭楞蒙古自治州 巴音郭楞 阿克苏地区 阿克苏 克孜勒苏柯尔克孜自治州
克孜勒苏 喀什地区 喀什 和田地区 和田 伊犁哈萨克自治州 伊犁 塔城地区 塔城 阿勒泰地区 阿勒泰 石河子市 石河子 阿拉尔市
阿拉尔 图木舒克市 图木舒克 五家渠市 五家渠 北屯市 铁门关市 铁门关 双河市 可克达拉市 可克达拉 昆玉市 胡杨河市 胡杨河
新星市 白杨市 台湾省 台湾 香港特别行政区 香港 澳门特别行政区 澳门 中国
`
	places1En = `
beijing tianjin hebei shijiazhuang tangshan qinhuangdao handan xingtai baoding zhangjiakou chengde cangzhou langfang
hengshui shanxi taiyuan datong yangquan changzhi jincheng shuozhou jinzhong yuncheng xinzhou linfen luliang hohhot
baotou wuhai chifeng tongliao ordos hulunbuir bayannur ulanqab hinggan xilingol alxa liaoning shenyang dalian anshan
fushun benxi dandong jinzhou yingkou fuxin liaoyang panjin tieling chaoyang huludao jilin changchun siping liaoyuan
tonghua baishan songyuan baicheng yanbian heilongjiang harbin qiqihar jixi hegang shuangyashan daqing yichun jiamusi
qitaihe mudanjiang heihe suihua shanghai jiangsu nanjing wuxi xuzhou changzhou suzhou nantong lianyungang huaian
yancheng yangzhou zhenjiang taizhou suqian zhejiang hangzhou ningbo wenzhou jiaxing huzhou shaoxing jinhua quzhou
zhoushan lishui anhui hefei wuhu bengbu huainan maanshan huaibei tongling anqing huangshan chuzhou fuyang luan bozhou
chizhou xuancheng fujian fuzhou xiamen putian sanming quanzhou zhangzhou nanping longyan ningde jiangxi nanchang
jingdezhen pingxiang jiujiang xinyu yingtan ganzhou jian shangrao shandong jinan qingdao zibo zaozhuang dongying yantai
weifang jining taian weihai rizhao linyi dezhou liaocheng binzhou heze henan zhengzhou kaifeng luoyang pingdingshan
anyang hebi xinxiang jiaozuo puyang xuchang luohe sanmenxia nanyang shangqiu xinyang zhoukou zhumadian hubei wuhan
huangshi shiyan yichang xiangyang ezhou jingmen xiaogan jingzhou huanggang xianning suizhou enshi hunan changsha zhuzhou
xiangtan hengyang shaoyang yueyang changde zhangjiajie yiyang chenzhou yongzhou huaihua loudi xiangxi guangdong
guangzhou shaoguan shenzhen zhuhai shantou foshan jiangmen zhanjiang maoming zhaoqing huizhou meizhou shanwei heyuan
yangjiang qingyuan dongguan zhongshan chaozhou jieyang yunfu guangxi nanning liuzhou guilin wuzhou beihai fangchenggang
qinzhou guigang yulin baise hezhou hechi laibin chongzuo hainan haikou sanya sansha danzhou chongqing sichuan chengdu
zigong panzhihua luzhou deyang mianyang guangyuan suining neijiang leshan nanchong meishan yibin guangan dazhou yaan
bazhong ziyang garze liangshan guizhou guiyang liupanshui zunyi anshun bijie tongren qianxinan qiandongnan qiannan
yunnan kunming qujing yuxi baoshan zhaotong lijiang puer lincang chuxiong honghe wenshan xishuangbanna dehong nujiang
diqing xizang lhasa xigaze qamdo nyingchi shannan nagqu ngari shaanxi xian tongchuan baoji xianyang weinan yanan
hanzhong ankang shangluo gansu lanzhou jiayuguan jinchang baiyin tianshui wuwei zhangye pingliang jiuquan qingyang
dingxi longnan linxia gannan qinghai xining haidong haibei huangnan golog yushu haixi ningxia yinchuan shizuishan
wuzhong guyuan zhongwei xinjiang urumqi karamay turpan hami changji bortala bayingolin aksu kizilsu kashgar hotan
tacheng altay taiwan macao china prc usa us uk america europe asia japan korea india germany deutschland france israel
singapore canada australia russia taiwan vietnam thailand malaysia indonesia brazil mexico spain italy netherlands
sweden switzerland schweiz denmark norway norge finland ireland poland austria belgium
`
)
