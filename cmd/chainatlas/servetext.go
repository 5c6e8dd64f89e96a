package main

import "github.com/chainatlas/chainatlas/graph"

var serveHelp = helpText{
	Short: graph.Label{Zh: "提供服务：GraphQL、下载、监控", En: "serve GraphQL, downloads and figures for monitoring"},
	Long: graph.Label{
		Zh: "打开库，在网络上提供查询：/graphql、/download/…（列表和图谱的下载）、/readyz、/healthz、/metrics。\n" +
			"只在本机的 127.0.0.1 上监听，除非用 --listen 另行指定。查询不需要令牌，修改需要（见 chainatlas token）。\n" +
			"日志以 JSON 写到标准错误。收到中断信号后，在 --grace 之内把进行中的请求做完再退出。",
		En: "Opens the store and answers over the network: the pages, /graphql with a page to try queries on\n(/graphiql/), /download/… (lists and the map as files), /readyz,\n" +
			"/healthz, /metrics. It listens on 127.0.0.1 of this machine only, unless --listen says otherwise. Queries need\n" +
			"no token, changes do (see chainatlas token). Logs go to standard error as JSON. When interrupted, it ends\n" +
			"what is under way, within --grace.",
	},
	Example: graph.Label{
		Zh: "chainatlas serve\n" +
			"chainatlas serve --listen 127.0.0.1:9000 --import examples/示例产业.xlsx\n" +
			"chainatlas serve --listen 0.0.0.0:8080 --host atlas.example.org --config /etc/chainatlas.yaml",
		En: "chainatlas serve\n" +
			"chainatlas serve --listen 127.0.0.1:9000 --import examples/cybersecurity.en.xlsx\n" +
			"chainatlas serve --listen 0.0.0.0:8080 --host atlas.example.org --config /etc/chainatlas.yaml",
	},
}

var tokenHelp = helpText{
	Short: graph.Label{Zh: "管理修改所需的令牌", En: "manage the tokens that changes need"},
	Long: graph.Label{
		Zh: "通过服务所作的修改都需要令牌，令牌的名称就是日志中的操作者。令牌保存在库旁的文件中，只有其散列，\n" +
			"增加或撤销后，运行中的服务立即生效。",
		En: "Every change through the service needs a token, whose name is the actor in the log. Tokens are kept in a\n" +
			"file beside the store, as hashes only. A service that runs takes notice of new and revoked ones at once.",
	},
	Example: graph.Label{
		Zh: "chainatlas token add 张三 --role curator --expires 90d",
		En: "chainatlas token add alice --role curator --expires 90d",
	},
}

var tokenAddHelp = helpText{
	Short: graph.Label{Zh: "新建一个令牌", En: "make a token"},
	Long: graph.Label{
		Zh: "新建一个令牌并显示它，只此一次。角色：importer 导入和撤销；curator 修改属性、合并、拆分、撤销；\n" +
			"evaluator 评价；reviewer 复核；publisher 发布；vendor 代表一家企业答复；administrator 全部。\n" +
			"--expires 为天数（90d）、小时数（12h）或日期（2027-03-31，到该日结束）。",
		En: "Makes a token and shows it, this once. Roles: importer imports and revokes; curator edits properties,\n" +
			"merges, separates and revokes; evaluator rates; reviewer reviews; publisher publishes; vendor answers for one\n" +
			"enterprise; administrator may do everything. --expires is a number of days (90d) or hours (12h), or a date\n" +
			"(2027-03-31, to the end of that day).",
	},
	Example: graph.Label{
		Zh: "chainatlas token add 张三 --role importer --expires 90d\n" +
			"chainatlas token add 示例厂商 --role vendor --enterprise ID --expires 2027-03-31",
		En: "chainatlas token add alice --role importer --expires 90d\n" +
			"chainatlas token add acme --role vendor --enterprise ID --expires 2027-03-31",
	},
}

var tokenListHelp = helpText{
	Short: graph.Label{Zh: "列出令牌", En: "list the tokens"},
	Long: graph.Label{
		Zh: "按名称列出令牌的角色、期限和状态。令牌本身不再显示。",
		En: "Lists, by name, the role of each token, how long it holds, and its state. The tokens themselves are never shown again.",
	},
	Example: graph.Label{Zh: "chainatlas token list\nchainatlas token list --json", En: "chainatlas token list\nchainatlas token list --json"},
}

var tokenRevokeHelp = helpText{
	Short: graph.Label{Zh: "撤销一个令牌", En: "revoke a token"},
	Long: graph.Label{
		Zh: "撤销一个令牌：从此不再接受它。用它所作的修改仍在日志中，以它的名称为操作者。",
		En: "Revokes a token: it is not accepted any more. What was done with it stays in the log, under its name.",
	},
	Example: graph.Label{Zh: "chainatlas token revoke 张三", En: "chainatlas token revoke alice"},
}

// answering holds what the serve command and its server say.
var answering = struct {
	FlagListen, FlagHost, FlagProxy, FlagImport, FlagActor, FlagTokens, FlagSnapshot, FlagUploads, FlagSearch, FlagIntrospection, FlagConnections, FlagRate, FlagGrace, FlagLogLevel, FlagConfig,
	HelpSettings, BadLogLevel, BadListen, BadHost, BadProxy, BadConnections, BadRate, BadGrace,
	ConfigLarge, BadConfig, UnknownSetting, BadSetting, CannotListen, InUse, Listening,
	UnknownHost, CrossSite, NoOrigin, NoPage, OnlyGet, NotReady, Internal, Index graph.Label
}{
	FlagListen:        graph.Label{Zh: "监听 `ADDRESS`，端口 0 为任选", En: "listen at `ADDRESS`; port 0 takes a free one"},
	FlagHost:          graph.Label{Zh: "也接受以 `NAME` 为主机名的请求；可给多次", En: "also answer requests to the host `NAME`; may be given several times"},
	FlagProxy:         graph.Label{Zh: "相信来自 `ADDRESS`（或地址段）的代理在 X-Forwarded-For 中所写的客户端地址；可给多次", En: "believe a proxy at `ADDRESS`, or in that range, what X-Forwarded-For says of the client; may be given several times"},
	FlagImport:        graph.Label{Zh: "启动时导入 `FILE`，已导入过的不再导入；可给多次", En: "import `FILE` at the start, unless that was done before; may be given several times"},
	FlagActor:         graph.Label{Zh: "启动时导入的操作者 `NAME`，记入日志（默认为登录名）", En: "`NAME` of who imports at the start, kept in the log (default the login name)"},
	FlagTokens:        graph.Label{Zh: "令牌文件 `FILE`（默认在库旁）", En: "`FILE` of the tokens (default beside the store)"},
	FlagSnapshot:      graph.Label{Zh: "快照文件 `FILE`，使启动更快（默认在库旁）", En: "`FILE` of the snapshot, for a faster start (default beside the store)"},
	FlagSearch:        graph.Label{Zh: "搜索索引所在的目录 `DIR`；随时可以删除，会重新生成（默认在库旁）", En: "`DIR` of the search index; it may be deleted at any time and is made anew (default beside the store)"},
	FlagUploads:       graph.Label{Zh: "上传的文件在应用之前放在 `DIR`（默认在库旁）", En: "`DIR` for uploaded files until they are applied (default beside the store)"},
	FlagIntrospection: graph.Label{Zh: "允许查询 GraphQL 的模式（--introspection=false 关闭）", En: "let clients ask for the schema of GraphQL (--introspection=false does not)"},
	FlagConnections:   graph.Label{Zh: "至多同时 `N` 个连接，超出时关闭最久没有请求的", En: "at most `N` connections; above that, the one that asked nothing for the longest is closed"},
	FlagRate:          graph.Label{Zh: "一个地址每秒至多 `N` 个 GraphQL 请求，短时至多 4 倍；0 为不限，供代理来限制", En: "at most `N` requests to GraphQL a second from one address, four times as many at once; 0 is no bound, for a proxy to set one"},
	FlagGrace:         graph.Label{Zh: "停止时给进行中的请求 `DURATION`", En: "`DURATION` for what is under way when it is to stop"},
	FlagLogLevel:      graph.Label{Zh: "日志级别 `LEVEL`：debug、info、warn、error", En: "`LEVEL` of the log: debug, info, warn, error"},
	FlagConfig:        graph.Label{Zh: "配置文件 `FILE`，YAML", En: "configuration `FILE`, in YAML"},
	HelpSettings: graph.Label{
		Zh: "每项设置依次取自选项、环境变量、配置文件（YAML）。列表在环境变量中以逗号分隔。",
		En: "Each setting is taken from its flag, else from the environment, else from the configuration file (YAML).\nIn the environment, commas separate the items of a list.",
	},
	BadLogLevel:    graph.Label{Zh: "没有日志级别“%s”；请写 debug、info、warn 或 error", En: "there is no log level %q; write debug, info, warn or error"},
	BadListen:      graph.Label{Zh: "“%s”不是监听地址；请写成 127.0.0.1:8080 或 [::1]:8080", En: "%q is no address to listen at; write 127.0.0.1:8080 or [::1]:8080"},
	BadHost:        graph.Label{Zh: "“%s”不是主机名；请只写名称，如 atlas.example.org", En: "%q is no name of a host; write the name alone, such as atlas.example.org"},
	BadProxy:       graph.Label{Zh: "“%s”不是地址；请写如 127.0.0.1 或 10.0.0.0/8", En: "%q is no address; write one such as 127.0.0.1 or 10.0.0.0/8"},
	BadConnections: graph.Label{Zh: "--connections 至少为 16，不能是 %d", En: "--connections is at least 16, not %d"},
	BadRate:        graph.Label{Zh: "--rate 不能为负：%d", En: "--rate cannot be negative: %d"},
	BadGrace:       graph.Label{Zh: "--grace 不能为负：%s", En: "--grace cannot be negative: %s"},
	ConfigLarge:    graph.Label{Zh: "配置文件 %s 超过 %d 字节", En: "the configuration %s has more than %d bytes"},
	BadConfig:      graph.Label{Zh: "配置文件 %s 不是“键: 值”形式的 YAML：%s", En: "the configuration %s is no YAML of keys and values: %s"},
	UnknownSetting: graph.Label{Zh: "配置文件 %s 中的 %s 不是设置项；chainatlas serve --help 列出各项", En: "in the configuration %s, %s is no setting; chainatlas serve --help lists them"},
	BadSetting:     graph.Label{Zh: "%s 中 %s 的值“%s”无效；chainatlas serve --help 说明其写法", En: "in %s, %s cannot be %q; chainatlas serve --help says how it is written"},
	InUse:          graph.Label{Zh: "%s 已被别的程序占用；请用 --listen 换一个端口，或先停掉那个程序", En: "another program listens at %s; choose another port with --listen, or end that program first"},
	CannotListen:   graph.Label{Zh: "无法在 %s 监听：%v", En: "cannot listen at %s: %v"},
	Listening:      graph.Label{Zh: "正在监听 %s", En: "listening at %s"},

	UnknownHost: graph.Label{Zh: "本服务不叫“%s”；请用 chainatlas serve --host 加上这个名称", En: "this service is not called %q; add the name with chainatlas serve --host"},
	CrossSite:   graph.Label{Zh: "不接受其他网站的页面发来的请求", En: "requests from pages of other sites are refused"},
	NoOrigin:    graph.Label{Zh: "上传文件须带 Origin 头，说明来自哪里；程序可写本服务的地址", En: "an upload must say by its header Origin where it comes from; a program sends the address of this service"},
	NoPage:      graph.Label{Zh: "没有这个地址；/ 列出有哪些", En: "nothing is at this address; / lists what there is"},
	OnlyGet:     graph.Label{Zh: "此地址只能读取（GET）", En: "this address can only be read, by GET"},
	NotReady:    graph.Label{Zh: "正在启动，请稍后再试；/readyz 说明进展", En: "it is starting: try again in a moment; /readyz tells when it can answer"},
	Internal:    graph.Label{Zh: "内部错误；请把 requestId 告诉运行服务的人", En: "an internal error; tell the requestId to who runs the service"},
	Index: graph.Label{
		Zh: "ChainAtlas 链图\n\n/zh /en               网页\n/graphiql/            试写查询的页面，有示例\n/graphql              GraphQL\n/schema.graphql       GraphQL 的模式\n/tiles                图谱上的每家企业，按列\n/download/WHAT.FORMAT 下载：WHAT 为 all、map、growth 或对象类别（Enterprise 等），FORMAT 为 xlsx、csv、jsonl、graphml\n" +
			"/readyz /healthz      是否可用\n/metrics              监控指标",
		En: "ChainAtlas 链图\n\n/zh /en               pages for people\n/graphiql/            a page to try queries on, with examples\n/graphql              GraphQL\n/schema.graphql       its schema\n/tiles                who stands where on the map, as columns\n/download/WHAT.FORMAT files: WHAT is all, map, growth or a kind (Enterprise, …), FORMAT is xlsx, csv, jsonl, graphml\n" +
			"/readyz /healthz      whether it can answer\n/metrics              figures for monitoring",
	},
}

// tokens holds what the token commands say.
var tokens = struct {
	FlagRole, FlagExpires, FlagEnterprise,
	BadName, RoleMissing, BadRole, ExpiresMissing, BadExpires, ExpiredAlready, EnterpriseMissing, EnterpriseOfVendor, NoEnterprise,
	Exists, TooMany, Added, NoToken, Revoked, None, Name, Role, Until, State, Enterprise, Valid, Expired,
	Loose, Busy, Damaged, Refused, Unreadable graph.Label
}{
	FlagRole:           graph.Label{Zh: "角色 `ROLE`：importer、curator、evaluator、reviewer、publisher、vendor、administrator", En: "`ROLE`: importer, curator, evaluator, reviewer, publisher, vendor, administrator"},
	FlagExpires:        graph.Label{Zh: "期限 `D`：90d、12h 或日期", En: "how long it holds, `D`: 90d, 12h or a date"},
	FlagEnterprise:     graph.Label{Zh: "vendor 所代表企业的 `ID`", En: "`ID` of the enterprise that a vendor speaks for"},
	BadName:            graph.Label{Zh: "“%s”不能用作令牌的名称：1 到 128 字节，不含控制字符", En: "%q cannot be the name of a token: 1 to 128 bytes, no control characters"},
	RoleMissing:        graph.Label{Zh: "请用 --role 给出角色：%s", En: "give the role with --role: %s"},
	BadRole:            graph.Label{Zh: "没有角色“%s”；请写其中之一：%s", En: "there is no role %q; write one of: %s"},
	ExpiresMissing:     graph.Label{Zh: "请用 --expires 给出期限，如 90d", En: "say how long it holds with --expires, such as 90d"},
	BadExpires:         graph.Label{Zh: "“%s”不是期限；请写成 90d、12h、2027 或 2027-03-31", En: "%q is no time to expire; write 90d, 12h, 2027 or 2027-03-31"},
	ExpiredAlready:     graph.Label{Zh: "期限“%s”已经过去", En: "%q is past already"},
	EnterpriseMissing:  graph.Label{Zh: "vendor 代表一家企业；请用 --enterprise 给出其 ID", En: "a vendor speaks for one enterprise; give its ID with --enterprise"},
	EnterpriseOfVendor: graph.Label{Zh: "--enterprise 只用于 vendor", En: "--enterprise is for vendors only"},
	NoEnterprise:       graph.Label{Zh: "没有 ID 为 %s 的企业", En: "no enterprise has the ID %s"},
	Exists:             graph.Label{Zh: "已有名为 %s 的令牌；请换一个名称，或先撤销它", En: "there is a token named %s; choose another name, or revoke it first"},
	TooMany:            graph.Label{Zh: "至多 %d 个令牌；请先撤销不用的", En: "there are at most %d tokens; revoke some first"},
	Added:              graph.Label{Zh: "这是 %s（%s）的令牌，有效至 %s。它不会再显示，请妥善保存", En: "the token of %s (%s), good until %s. It is not shown again: keep it safe"},
	NoToken:            graph.Label{Zh: "没有名为 %s 的令牌；chainatlas token list 列出已有的", En: "there is no token named %s; chainatlas token list shows those that there are"},
	Revoked:            graph.Label{Zh: "已撤销令牌 %s", En: "revoked the token %s"},
	None:               graph.Label{Zh: "还没有令牌；请用 chainatlas token add 新建", En: "there are no tokens yet; make one with chainatlas token add"},
	Name:               graph.Label{Zh: "名称", En: "name"},
	Role:               graph.Label{Zh: "角色", En: "role"},
	Until:              graph.Label{Zh: "有效至", En: "until"},
	State:              graph.Label{Zh: "状态", En: "state"},
	Enterprise:         graph.Label{Zh: "企业", En: "enterprise"},
	Valid:              graph.Label{Zh: "有效", En: "valid"},
	Expired:            graph.Label{Zh: "已过期", En: "expired"},
	Loose:              graph.Label{Zh: "令牌文件 %s 可被他人读写；请先执行 chmod 600 %s", En: "others may read or write the tokens in %s; first run: chmod 600 %s"},
	Busy:               graph.Label{Zh: "另一个程序正在修改令牌文件 %s；如果没有，请删去 %s", En: "another program is changing the tokens in %s; if none is, delete %s"},
	Damaged:            graph.Label{Zh: "令牌文件 %s 已损坏：%s", En: "the tokens in %s are damaged: %s"},
	Refused:            graph.Label{Zh: "令牌无效：没有这个令牌，或已撤销、已过期", En: "the token does not hold: it is not known, was revoked or has expired"},
	Unreadable:         graph.Label{Zh: "暂时无法核对令牌，请稍后再试", En: "tokens cannot be checked at the moment: try again later"},
}

// downloading holds what downloads say, and the words in their tables.
var downloading = struct {
	NoFormat, NoFormatOf, NoGraph, NoList, NoParameter, NoNumber, Twice, NoFlag, NoLanguage, NoOrder, BadAt, NoColumn, NoChain, NoPart, Busy,
	FilterLarge, TooManyTiles,
	ID, Label, Raiser, Investors, Referred, Period, Source, Yes, No, Kind, Code, Parent, Depth, Tier, KeyLink, Enterprises, ReferredCount, Products, OwnEnterprises, OwnProducts,
	Events, Undisclosed, Low, High, NoCurrency, Map, MapOf,
	Gaps, Recorded, RecordedOfThem, Nobody, NoArea, Segment, ShareYear, Coverage, Largest, Near, NearText,
	UnknownOf, UnknownAsked, ElsewhereCount, Elsewhere, NotMatchingCount, NotMatching, ElsewhereText, ElsewhereMore, KeysBelow, NotKnown, Joined,
	Region, Stage, Nature, Park, List,
	SharesKnown, AboutID, AboutUndecided, AboutRuledOut, AboutKeyLink, AboutYear, AboutLargest,
	About, Title, Revision, Store, Written, Query, Rows, Undecided, Total, Placed, Lost, CountText, NotEmpty, Personal, LeftOut graph.Label
}{
	NoFormat:    graph.Label{Zh: "没有格式“%s”；请写 xlsx、csv、jsonl 或 graphml", En: "there is no format %q; write xlsx, csv, jsonl or graphml"},
	NoFormatOf:  graph.Label{Zh: "没有格式“%s”；可以是：%s", En: "there is no format %q; choose from: %s"},
	NoGraph:     graph.Label{Zh: "空缺清单没有 graphml 格式；请写 xlsx、csv 或 jsonl", En: "a gap list is no graph; write xlsx, csv or jsonl"},
	NoNumber:    graph.Label{Zh: "%s 的值“%s”不是不小于零的数", En: "%s is a number of zero or more, not %q"},
	NoList:      graph.Label{Zh: "没有“%s”的列表；可以是 all、map、gaps、flow、risk、%s", En: "there is no list %q; choose from all, map, gaps, flow, risk, %s"},
	NoParameter: graph.Label{Zh: "此下载没有参数 %s；可以是：%s", En: "this download has no parameter %s; choose from: %s"},
	Twice:       graph.Label{Zh: "%s 给出了两次；请只给一次", En: "%s is given twice; give it once"},
	NoFlag:      graph.Label{Zh: "%s 的值“%s”应为 true 或 false", En: "%s is true or false, not %q"},
	NoLanguage:  graph.Label{Zh: "没有语言“%s”；请写 zh 或 en", En: "there is no language %q; write zh or en"},
	NoOrder:     graph.Label{Zh: "descending 须与 orderBy 同用", En: "descending needs orderBy"},
	BadAt:       graph.Label{Zh: "“%s”不是时点；请写修订号（1284）或 RFC 3339 时刻（2026-03-05T07:30:00Z）", En: "%q is no point in the log; write a revision (1284) or a moment in RFC 3339 (2026-03-05T07:30:00Z)"},
	NoColumn:    graph.Label{Zh: "%s没有“%s”；%s", En: "%s has no %q; %s"},
	NoPart:      graph.Label{Zh: "图谱中没有“%s”；parts 请写环节的 ID，以逗号分隔", En: "the map has no %q; write the IDs of segments as parts, separated by commas"},
	NoChain:     graph.Label{Zh: "没有产业链“%s”；请写其代码、名称或 ID", En: "there is no chain %q; write its code, name or ID"},
	Busy:        graph.Label{Zh: "已有 %d 个下载在进行；请稍后再试", En: "%d downloads are under way: try again in a moment"},
	FilterLarge: graph.Label{Zh: "筛选超过 %d 字节", En: "the filter has more than %d bytes"},

	TooManyTiles:   graph.Label{Zh: "企业多于 %d 家，无法逐家显示；请用筛选缩小范围", En: "there are more than %d enterprises, too many to show each; choose fewer by filters"},
	ID:             graph.Label{Zh: "标识", En: "ID"},
	Label:          graph.Label{Zh: "显示名称", En: "Shown name"},
	Raiser:         graph.Label{Zh: "融资方", En: "Raised by"},
	Investors:      graph.Label{Zh: "投资方", En: "Investors"},
	Referred:       graph.Label{Zh: "仅被提及", En: "Only referred to"},
	Period:         graph.Label{Zh: "期间", En: "period"},
	Source:         graph.Label{Zh: "出处", En: "source"},
	Yes:            graph.Label{Zh: "是", En: "yes"},
	No:             graph.Label{Zh: "否", En: "no"},
	Kind:           graph.Label{Zh: "类别", En: "Kind"},
	Code:           graph.Label{Zh: "代码", En: "Code"},
	Parent:         graph.Label{Zh: "上级", En: "Part of"},
	Depth:          graph.Label{Zh: "层级", En: "Depth"},
	Tier:           graph.Label{Zh: "上中下游", En: "Tier"},
	KeyLink:        graph.Label{Zh: "关键环节", En: "Key link"},
	Enterprises:    graph.Label{Zh: "企业数", En: "Enterprises"},
	OwnEnterprises: graph.Label{Zh: "直接列在本级的企业", En: "Enterprises placed on it itself"},
	OwnProducts:    graph.Label{Zh: "直接列在本级的产品", En: "Products placed on it itself"},
	ReferredCount:  graph.Label{Zh: "其中仅被提及", En: "Only referred to"},
	Products:       graph.Label{Zh: "产品数", En: "Products"},
	Events:         graph.Label{Zh: "融资事件（%s）", En: "Funding events (%s)"},
	Undisclosed:    graph.Label{Zh: "其中未披露（%s）", En: "Of them undisclosed (%s)"},
	Low:            graph.Label{Zh: "金额下限（%s）", En: "Amount, lower end (%s)"},
	High:           graph.Label{Zh: "金额上限（%s）", En: "Amount, upper end (%s)"},
	NoCurrency:     graph.Label{Zh: "币种未披露", En: "currency undisclosed"},
	Map:            graph.Label{Zh: "产业链图谱", En: "Chain map"},
	MapOf:          graph.Label{Zh: "产业链图谱，修订 %d", En: "chain map, revision %d"},
	Gaps:           graph.Label{Zh: "空缺清单", En: "Gap list"},
	Segment:        graph.Label{Zh: "环节", En: "Segment"},
	ShareYear:      graph.Label{Zh: "份额年份", En: "Year of the shares"},
	Coverage:       graph.Label{Zh: "已知份额合计", En: "Known shares together"},
	Largest:        graph.Label{Zh: "最大一家份额", En: "Largest share"},
	Near:           graph.Label{Zh: "邻近环节的供给方（地区；所在环节；得分）", En: "Providers nearby (region; their segments; points)"},
	NearText:       graph.Label{Zh: "%s（%s；%s；%d）", En: "%s (%s; %s; %d)"},
	NoArea:         graph.Label{Zh: "地区未知", En: "region unknown"},
	Nobody:         graph.Label{Zh: "尚未收录", En: "None recorded"},
	Recorded:       graph.Label{Zh: "已收录供给方", En: "Providers recorded"},

	RecordedOfThem: graph.Label{Zh: "已收录供给方（符合条件）", En: "Providers recorded that match"},
	UnknownOf:      graph.Label{Zh: "%s未知（家）", En: "%s unknown"},
	UnknownAsked:   graph.Label{Zh: "筛选所问", En: "What the filter asks"},
	ElsewhereCount: graph.Label{Zh: "其他地区（家）", En: "Elsewhere"},
	Elsewhere:      graph.Label{Zh: "本环节在其他地区的供给方（地区）", En: "Its providers elsewhere (region)"},
	// Of a filter that asks more than a region.
	NotMatchingCount: graph.Label{Zh: "不符合条件（家）", En: "Not matching"},
	NotMatching:      graph.Label{Zh: "本环节不符合条件的供给方（地区）", En: "Its providers that do not match (region)"},
	ElsewhereText:    graph.Label{Zh: "%s（%s）", En: "%s (%s)"},
	ElsewhereMore:    graph.Label{Zh: "另有 %d 家", En: "%d more"},
	KeysBelow:        graph.Label{Zh: "下级 %s 为关键环节", En: "Key link below: %s"},
	NotKnown:         graph.Label{Zh: "未知", En: "unknown"},
	Joined:           graph.Label{Zh: "、", En: ", "},
	// What the pages filter by, in their words.
	Region: graph.Label{Zh: "地区", En: "Region"},
	Stage:  graph.Label{Zh: "阶段", En: "Stage"},
	Nature: graph.Label{Zh: "性质", En: "Kind"},
	Park:   graph.Label{Zh: "园区", En: "Park"},
	List:   graph.Label{Zh: "榜单", En: "List"},

	SharesKnown:    graph.Label{Zh: "份额已知", En: "Shares known"},
	AboutID:        graph.Label{Zh: "环节在数据库中的标识，用来与其他下载对应", En: "the segment's ID in the store, by which other downloads can be joined"},
	AboutUndecided: graph.Label{Zh: "该环节的企业中，筛选所问没有收录、因此无法判定的", En: "the segment's enterprises that the filter cannot decide, because what it asks for is not on record"},
	AboutRuledOut:  graph.Label{Zh: "该环节已收录、但不符合筛选的企业；与“符合条件”和无法判定的相加，即该环节的全部已收录供给方。下一列是其中的前几家", En: "the segment's enterprises on record that do not match the filter; with those that match and those that cannot be decided they are all of its providers. The next column has the first of them"},
	AboutKeyLink:   graph.Label{Zh: "环节自身为关键环节的写“是”；自身不是、下级中有关键环节的，写出下级的代码", En: "yes for a segment that is a key link itself; for one that is not, the codes of the key links below it"},
	AboutYear:      graph.Label{Zh: "份额是哪一年的；网页上写在“份额已知”的括号里", En: "of which year the shares are; the page has it in brackets after “Shares known”"},
	AboutLargest:   graph.Label{Zh: "份额最大的一家的份额；已知份额不足时为空", En: "the share of whoever has the largest; empty where too few shares are known"},

	About:     graph.Label{Zh: "说明", En: "About"},
	Title:     graph.Label{Zh: "数据下载", En: "Download"},
	Revision:  graph.Label{Zh: "修订号", En: "Revision"},
	Store:     graph.Label{Zh: "数据库", En: "Store"},
	Written:   graph.Label{Zh: "下载时间", En: "Written"},
	Query:     graph.Label{Zh: "查询", En: "Query"},
	Rows:      graph.Label{Zh: "行数", En: "Rows"},
	Undecided: graph.Label{Zh: "因缺少属性而无法判断", En: "Undecided, for lack of a property"},
	Total:     graph.Label{Zh: "全部", En: "In all"},
	Placed:    graph.Label{Zh: "在图谱上", En: "On the map"},
	Lost:      graph.Label{Zh: "因缺少属性而无法判断", En: "Undecided, for lack of a property"},
	CountText: graph.Label{Zh: "企业 %d，产品 %d", En: "%d enterprises, %d products"},
	NotEmpty:  graph.Label{Zh: "各行不能相加：同一企业在上级中只计一次。尚未收录，不代表空缺。", En: "rows do not add up: whoever is in several segments counts once above them. Nobody recorded is not nobody there."},
	Personal:  graph.Label{Zh: "个人信息", En: "Personal data"},
	LeftOut:   graph.Label{Zh: "未下载", En: "left out"},
}
