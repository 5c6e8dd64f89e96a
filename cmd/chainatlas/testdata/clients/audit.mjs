// Runs the audit suite of GraphQL over HTTP against a server:
//
//	node audit.mjs URL
//
// and prints a line of JSON for each audit.
import { serverAudits } from 'graphql-http';

for (const { id, name, fn } of serverAudits({ url: process.argv[2] })) {
  const { status, reason } = await fn();
  console.log(JSON.stringify({ id, name, status, reason }));
}
