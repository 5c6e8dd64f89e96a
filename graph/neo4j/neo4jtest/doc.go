// Package neo4jtest gives tests a real Neo4j.
//
// If NEO4J_URI is set, it is the server at that address, with NEO4J_USER (else
// "neo4j") and NEO4J_PASSWORD. Else it is Neo4j Community, whose jars Maven
// fetches once into the user's cache folder, started on a free port of this
// machine. There is one such server in a test binary, but for those of [Another]
// and [Small], and it ends with the binary, also if that is killed: it hangs on a
// pipe that the system closes then.
//
// Where there is neither an address nor Java and Maven, [Get] skips the test.
// With CI=true it fails instead.
package neo4jtest
