// The page to try queries on: GraphiQL with a panel of example queries. It is
// plain JavaScript for the bundles beside it, which no tool builds.
(() => {
  'use strict';
  const settings = JSON.parse(document.getElementById('settings').textContent);
  const { text } = settings;
  const h = React.createElement;

  // A link may carry a token behind #, which browsers do not send anywhere. It
  // goes out of the address, and is kept as long as this tab of the browser, under the same
  // key as in the application.
  const tokenKey = 'chainatlas.token';
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given) {
    sessionStorage.setItem(tokenKey, given);
    history.replaceState(null, '', location.pathname + location.search);
  }

  function request(params, { headers = {} }, accept, signal) {
    const token = sessionStorage.getItem(tokenKey);
    return fetch(settings.endpoint, {
      method: 'POST',
      signal,
      headers: {
        'Content-Type': 'application/json',
        'Accept-Language': settings.lang,
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
        Accept: accept,
      },
      body: JSON.stringify(params),
    });
  }

  // answer reads an answer, which is JSON also where it is a refusal.
  async function answer(response) {
    const body = await response.text();
    try {
      return JSON.parse(body);
    } catch {
      return { errors: [{ message: `${text.refused}: HTTP ${response.status}` }] };
    }
  }

  // events yields the answers of a subscription, sent as server-sent events.
  async function* events(params, options) {
    const stop = new AbortController();
    try {
      const response = await request(params, options, 'text/event-stream', stop.signal);
      if (!response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
        yield answer(response);
        return;
      }
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let buffer = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        buffer += value;
        const blocks = buffer.split('\n\n');
        buffer = blocks.pop();
        for (const block of blocks) {
          const lines = block.split('\n');
          if (lines.includes('event: complete')) return;
          const data = lines.filter((l) => l.startsWith('data:')).map((l) => l.slice(5)).join('\n').trim();
          if (data) yield JSON.parse(data);
        }
      }
    } finally {
      stop.abort();
    }
  }

  const isSubscription = (params, document) => document?.definitions.some((d) => d.kind === 'OperationDefinition' &&
    d.operation === 'subscription' && (!params.operationName || d.name?.value === params.operationName));

  const fetcher = (params, options = {}) => isSubscription(params, options.documentAST)
    ? events(params, options)
    : request(params, options, 'application/json').then(answer);

  function Examples() {
    const { queryEditor, variableEditor, addTab, tabs, activeTabIndex } = GraphiQL.React.useEditorContext({ nonNull: true });
    const { run } = GraphiQL.React.useExecutionContext({ nonNull: true });
    const [token, setToken] = React.useState(sessionStorage.getItem(tokenKey) ?? '');
    const [waiting, setWaiting] = React.useState(null);
    const latestRun = React.useRef(run);
    latestRun.current = run;

    // A new tab is there after the next rendering; only then it takes a query. The
    // editor waits 100 ms for more to be typed before it knows the operation's name.
    React.useEffect(() => {
      if (waiting === null || !queryEditor) return;
      queryEditor.setValue(waiting);
      variableEditor?.setValue('');
      setWaiting(null);
      setTimeout(() => latestRun.current(), 250);
    }, [waiting, queryEditor, variableEditor]);

    const open = (query) => {
      if (tabs[activeTabIndex]?.query?.trim()) addTab();
      setWaiting(query);
    };
    const other = settings.lang === 'zh' ? 'en' : 'zh';
    return h('section', { className: 'examples', 'aria-label': text.examples },
      h('div', { className: 'graphiql-doc-explorer-title' },
        text.examples, h('a', { className: 'language', href: `?lang=${other}`, hrefLang: other, lang: other }, text.other)),
      h('p', null, text.open),
      settings.groups.map((group) => h(React.Fragment, { key: group.title },
        h('h3', null, group.title),
        h('ul', null, group.queries.map((q) => h('li', { key: q.title },
          h('button', { type: 'button', onClick: () => open(q.text) }, q.title)))))),
      h('h3', null, h('label', { htmlFor: 'token' }, text.token)),
      h('p', null, text.tokenAbout),
      h('form', { onSubmit: (e) => e.preventDefault() }, h('input', {
        id: 'token', type: 'password', autoComplete: 'off', spellCheck: false, placeholder: text.tokenHolder, value: token,
        onChange: (e) => {
          const value = e.target.value.trim();
          setToken(value);
          if (value) sessionStorage.setItem(tokenKey, value);
          else sessionStorage.removeItem(tokenKey);
        },
      })));
  }

  const Icon = () => h('svg', { viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 1.5, 'aria-hidden': true },
    h('path', { d: 'M4 5h16M4 10h16M4 15h10M4 20h7' }));
  const examples = { title: text.examples, icon: Icon, content: Examples };

  ReactDOM.createRoot(document.getElementById('graphiql')).render(h(GraphiQL, {
    fetcher,
    plugins: [examples],
    defaultQuery: settings.groups[0].queries[0].text,
    inputValueDeprecation: true,
    schemaDescription: true,
    ...(settings.introspection ? {} : { schema: null }),
  }));

  // GraphiQL remembers whether its panel is open. On a first visit it is closed,
  // and no property opens it: its button does, as soon as it is there.
  if (localStorage.getItem('graphiql:visiblePlugin') === null) {
    const root = document.getElementById('graphiql');
    const watch = new MutationObserver(() => {
      const button = [...root.querySelectorAll('.graphiql-sidebar button')].find((b) => b.getAttribute('aria-label')?.includes(text.examples));
      if (!button) return;
      watch.disconnect();
      button.click();
    });
    watch.observe(root, { childList: true, subtree: true });
  }
})();
