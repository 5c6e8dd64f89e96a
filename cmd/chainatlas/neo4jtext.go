package main

import "github.com/chainatlas/chainatlas/graph"

// neo4jText holds what the commands say that deal with Neo4j.
var neo4jText = struct {
	Copy, Project helpText
	FlagUser, FlagPassword, FlagDatabase, FlagFrom, FlagCopyTo, FlagProjectTo, FlagFollow, FlagRepair, FlagRebuild, FlagProjection,
	NeedsTo, OneOfTwo, NoServer, NoLog, OtherLog, CopyResumes, Copied,
	Projected, InStep, Advanced, Compared, Rebuilt, Repaired, Away, Followed,
	OtherProjection, ProjectionDiffers, ProjectionOK graph.Label
}{
	Copy: helpText{
		Short: graph.Label{Zh: "把日志复制到另一个库", En: "copy the log to another store"},
		Long: graph.Label{
			Zh: "把日志连同原始文件复制到另一个库：文件，或 Neo4j 服务器。没有的库会新建；已有开头的接着复制，中断了也是如此。\n" +
				"每个批次生效时都按哈希校验，最后整个校验一遍。复制出来的库有自己的 ID，哈希不变。",
			En: "Copies the log with its documents to another store: a file, or a Neo4j server. A store that is not there\n" +
				"is created; one that holds the beginning is continued, also after an interruption. Each batch is verified\n" +
				"by its hash when it becomes live, and in the end the whole. The copy has an ID of its own and the same hashes.",
		},
		Example: graph.Label{
			Zh: "chainatlas copy --from atlas.db --to neo4j://localhost:7687 --to-password-file 密码.txt\n" +
				"chainatlas copy --from bolt://localhost:7687 --from-password-file 密码.txt --to 副本.db",
			En: "chainatlas copy --from atlas.db --to neo4j://localhost:7687 --to-password-file password.txt\n" +
				"chainatlas copy --from bolt://localhost:7687 --from-password-file password.txt --to copy.db",
		},
	},
	Project: helpText{
		Short: graph.Label{Zh: "在 Neo4j 中画出供分析用的图", En: "draw the graph in Neo4j for analysts"},
		Long: graph.Label{
			Zh: "把当前有效的图写进 Neo4j，用词汇表自己的标签和关系，供 Cypher、Browser 和 Bloom 使用。已在那里的，只写其后的变化；\n" +
				"写到一半的，先比对再补齐。--repair 比对全部，把别人改动的改回来；--follow 一直跟随日志，直到被中断。\n" +
				"图中的 (:ChainAtlas) 写明修订和是否完整。",
			En: "Writes the graph that stands into Neo4j, in the vocabulary's own labels and relationships, for Cypher,\n" +
				"Browser and Bloom. Of a graph that is there, only what came since is written; one that is half done is\n" +
				"compared and completed. --repair compares everything and takes back what others have written; --follow\n" +
				"follows the log until it is interrupted. The node (:ChainAtlas) says of which revision the graph is, and\n" +
				"whether it is complete.",
		},
		Example: graph.Label{
			Zh: "chainatlas project --to bolt://localhost:7687 --to-password-file 密码.txt\n" +
				"chainatlas project --to bolt://localhost:7687 --to-password-file 密码.txt --follow",
			En: "chainatlas project --to bolt://localhost:7687 --to-password-file password.txt\n" +
				"chainatlas project --to bolt://localhost:7687 --to-password-file password.txt --follow",
		},
	},

	FlagUser:       graph.Label{Zh: "登录 Neo4j 的用户 `NAME`（默认 neo4j）", En: "`NAME` to sign in to Neo4j with (default neo4j)"},
	FlagPassword:   graph.Label{Zh: "第一行是密码的 `FILE`（默认用 $CHAINATLAS_STORE_PASSWORD）", En: "`FILE` whose first line is the password (default $CHAINATLAS_STORE_PASSWORD)"},
	FlagDatabase:   graph.Label{Zh: "Neo4j 的数据库 `NAME`（默认 neo4j）", En: "`NAME` of the database in Neo4j (default neo4j)"},
	FlagFrom:       graph.Label{Zh: "从 `STORE` 复制：文件，或 bolt://、neo4j:// 地址（默认同 --store）", En: "copy from `STORE`: a file, or a bolt:// or neo4j:// address (default that of --store)"},
	FlagCopyTo:     graph.Label{Zh: "复制到 `STORE`：文件，或 bolt://、neo4j:// 地址", En: "copy to `STORE`: a file, or a bolt:// or neo4j:// address"},
	FlagProjectTo:  graph.Label{Zh: "Neo4j 服务器的地址 `URI`（默认是库所在的服务器）", En: "`URI` of the Neo4j server (default the one that the store is on)"},
	FlagFollow:     graph.Label{Zh: "一直跟随日志", En: "go on following the log"},
	FlagRepair:     graph.Label{Zh: "比对全部，把别人的改动改回来", En: "compare everything, and take back what others have written"},
	FlagRebuild:    graph.Label{Zh: "清空重写", En: "take everything out and write it anew"},
	FlagProjection: graph.Label{Zh: "并校验 `URI` 上的图与日志一致", En: "also verify that the graph on `URI` is what the log says"},

	NeedsTo:     graph.Label{Zh: "请用 --to 说明复制到哪里", En: "say with --to where to copy to"},
	OneOfTwo:    graph.Label{Zh: "%s 和 %s 只能给一个", En: "give only one of %s and %s"},
	NoServer:    graph.Label{Zh: "“%s”不是 Neo4j 服务器的地址；请写 bolt://主机:7687 或 neo4j://主机:7687", En: "%q is no address of a Neo4j server; write bolt://host:7687 or neo4j://host:7687"},
	NoLog:       graph.Label{Zh: "%s 上还没有这个库；可用 init 新建，或用 copy 复制过去", En: "there is no such store on %s yet; create one with init, or copy one there"},
	OtherLog:    graph.Label{Zh: "目标里是另一个日志，不能接着复制；请另选一个空的库", En: "the target holds another log, which cannot be continued; choose an empty store"},
	CopyResumes: graph.Label{Zh: "从修订 %d 接着复制", En: "continuing from revision %d"},
	Copied:      graph.Label{Zh: "已复制到 %s：修订 %d，本次 %d 个批次，哈希 %v", En: "copied to %s: revision %d, %d batches this time, hash %v"},

	Projected: graph.Label{Zh: "%s 上的图现为修订 %d：%s", En: "the graph on %s is at revision %d: %s"},
	InStep:    graph.Label{Zh: "本来就是", En: "it was there already"},
	Advanced:  graph.Label{Zh: "写入了其后的变化", En: "what came since was written"},
	Compared:  graph.Label{Zh: "比对了全部，补齐了不同之处", En: "everything was compared, and the differences written"},
	Rebuilt:   graph.Label{Zh: "全部重新写入", En: "everything was written anew"},
	Repaired:  graph.Label{Zh: "比对了全部，改正了 %d 处", En: "everything was compared, and %d differences taken away"},
	Away:      graph.Label{Zh: "暂时写不进去，会继续尝试：%s", En: "cannot write now, and will go on trying: %s"},
	Followed:  graph.Label{Zh: "已到修订 %d", En: "at revision %d"},

	OtherProjection:   graph.Label{Zh: "%s 上的图不是由这个日志画的；请运行 project", En: "the graph on %s is not made of this log; run project"},
	ProjectionDiffers: graph.Label{Zh: "%s 上的图与日志有 %d 处不同；可用 project --repair 改正", En: "the graph on %s differs from the log in %d places; project --repair takes them away"},
	ProjectionOK:      graph.Label{Zh: "%s 上的图与日志一致：修订 %d，%d 个节点，%d 条关系", En: "the graph on %s is what the log says: revision %d, %d nodes, %d relationships"},
}
