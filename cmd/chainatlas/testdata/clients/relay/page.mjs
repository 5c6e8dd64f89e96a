// Is a page in Relay, without the page: after relay-compiler,
//
//	node page.mjs URL TOKEN
//
// asks a server by relay-runtime. It fails unless Relay's store pages forwards
// and backwards through connections, refetches a node by its ID, and shows what
// a mutation changed.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import runtime from 'relay-runtime';

const { Environment, Network, RecordSource, Store, createOperationDescriptor, commitMutation, getRequest, getSingularSelector } = runtime;
const require = createRequire(import.meta.url);
const artifact = (name) => require(`./src/__generated__/${name}.graphql.js`);

const [url, token] = process.argv.slice(2);
const environment = new Environment({
  network: Network.create(async ({ text }, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json', Authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: text, variables }),
    });
    const answer = await response.json();
    assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
    return answer;
  }),
  store: new Store(new RecordSource()),
});

/** Runs a query and keeps its answer in the store. */
async function run(name, variables) {
  const operation = createOperationDescriptor(getRequest(artifact(name)), variables);
  environment.retain(operation);
  await environment.execute({ operation }).toPromise();
  return operation;
}

/** Reads a fragment of what holds a reference to it. */
function read(fragment, holder) {
  const { data, isMissingData } = environment.lookup(getSingularSelector(artifact(fragment), holder));
  assert.equal(isMissingData, false, `${fragment} is not whole`);
  return data;
}

const labels = (connection) => connection.edges.map((edge) => edge.node.label);

const list = await run('documentsListQuery', { count: 2 });
const holder = () => environment.lookup(list.fragment).data;
const enterprises = () => read('documents_list', holder()).enterprises;
assert.equal(enterprises().edges.length, 2);
for (let page = 2; page <= 4; page++) {
  assert.equal(enterprises().pageInfo.hasNextPage, true);
  await run('documentsListPageQuery', { count: 2, cursor: enterprises().pageInfo.endCursor });
  assert.equal(enterprises().edges.length, 2 * page);
}
const ids = enterprises().edges.map((edge) => edge.node.id);
assert.equal(new Set(ids).size, ids.length, 'a page repeats what another had');

// Backwards, from the end to the beginning.
const segments = () => read('documents_segments', holder()).segments;
while (segments().pageInfo.hasPreviousPage) {
  const before = labels(segments());
  await run('documentsSegmentsPageQuery', { count: 7, cursor: segments().pageInfo.startCursor });
  assert.deepEqual(labels(segments()).slice(-before.length), before);
}
assert.equal(new Set(labels(segments())).size, labels(segments()).length, 'a page repeats what another had');

// By a node's ID, page after page of what hangs on it.
const first = enterprises().edges[0].node;
const makes = () => read('documents_enterprise', first).makes;
let pages = 1;
for (; makes().pageInfo.hasNextPage; pages++) {
  await run('documentsEnterprisePageQuery', { id: first.id, count: 1, cursor: makes().pageInfo.endCursor });
}
assert.equal(makes().edges.length, pages);
assert.ok(pages > 1, 'there is nothing to page through');

// What a mutation answers with is shown wherever the node is.
const edited = await new Promise((onCompleted, onError) =>
  commitMutation(environment, {
    mutation: artifact('documentsEditMutation'),
    variables: { input: { node: first.id, property: 'legalName', value: '示例改名科技有限公司', reason: 'test', clientKey: 'relay-1' } },
    onCompleted,
    onError,
  }),
);
assert.equal(edited.editProperty.node.id, first.id);
assert.equal(read('documents_enterprise', first).label, '示例改名科技有限公司');
console.log(`${ids.length} enterprises, ${segments().edges.length} segments, ${pages} products`);
