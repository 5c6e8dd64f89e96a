// Follows a server's revisions by the clients graphql-ws and graphql-sse:
//
//	node streams.mjs URL TOKEN
//
// It fails unless each sees a change that it makes meanwhile, is told its errors,
// and can end one subscription and keep the others.
import assert from 'node:assert/strict';
import { createClient as overWebSocket } from 'graphql-ws';
import { createClient as overEvents } from 'graphql-sse';
import WebSocket from 'ws';

const [url, token] = process.argv.slice(2);
const authorization = { Authorization: `Bearer ${token}` };

async function ask(query, variables) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...authorization },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

const { enterprises } = await ask('{ enterprises(first: 1) { nodes { id } } }');
const node = enterprises.nodes[0].id;
let edits = 0;

/** Edits a node and returns the revision. */
async function edit(name) {
  const input = { node, property: 'shortName', value: `${name}${++edits}`, reason: 'test', clientKey: `${name}-${edits}` };
  const data = await ask('mutation($input: EditPropertyInput!) { editProperty(input: $input) { revision } }', { input });
  return data.editProperty.revision;
}

/** Takes events until one reaches a revision; what is lost between fails. */
async function upTo(events, revision) {
  for (;;) {
    const { value, done } = await events.next();
    assert.equal(done, false, 'the stream has ended');
    assert.equal(value.errors, undefined, JSON.stringify(value.errors));
    const event = value.data.revisions;
    assert.equal(value.extensions.revision, event.to);
    assert.equal(event.replaced, false);
    if (event.to >= revision) return event;
  }
}

const revisions = { query: 'subscription($after: Revision) { revisions(after: $after) { from to nodes touched replaced } }' };

async function follow(name, client) {
  // A query takes the same way as a subscription.
  for await (const result of client.iterate({ query: '{ chains(first: 1) { totalCount } }' })) {
    assert.equal(result.data.chains.totalCount, 1);
  }

  const head = await edit(name);
  const events = client.iterate({ ...revisions, variables: { after: head - 1 } });
  assert.equal((await upTo(events, head)).to, head);
  const other = client.iterate({ ...revisions, variables: { after: head - 1 } });
  await upTo(other, head);

  const next = await edit(name);
  const event = await upTo(events, next);
  assert.ok(event.touched.includes(node), JSON.stringify(event));
  await other.return();
  const last = await edit(name);
  await upTo(events, last);
  await events.return();

  // What fails once it runs is an answer; what cannot run is an error.
  const beyond = await client.iterate({ ...revisions, variables: { after: 1_000_000 } }).next();
  assert.equal(beyond.value.errors[0].extensions.code, 'INVALID', JSON.stringify(beyond));
  let refused;
  try {
    refused = (await client.iterate({ query: 'subscription { nothing }' }).next()).value.errors;
  } catch (errors) {
    refused = errors;
  }
  assert.equal(refused[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED', JSON.stringify(refused));

  // The progress of an import needs a token, which the connection carries.
  const progress = await client.iterate({ query: 'subscription { importProgress(upload: "none") { step } }' }).next();
  assert.equal(progress.value.errors[0].extensions.code, 'NOT_FOUND', JSON.stringify(progress));
  await client.dispose();
  console.log(`${name}: revisions ${head} to ${last}`);
}

await follow(
  'graphql-ws',
  overWebSocket({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: authorization, retryAttempts: 0, keepAlive: 1000 }),
);
await follow('graphql-sse', overEvents({ url, headers: authorization, retryAttempts: 0 }));
