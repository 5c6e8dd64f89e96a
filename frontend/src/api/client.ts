import type { TypedDocumentString } from './generated'

/** What answers tell beside their data. */
export interface Extensions { revision?: number; dataDate?: string }

/** Why a request failed, as a person reads it. */
export class RequestError extends Error {
  constructor(message: string, readonly code: string, readonly requestId: string) {
    super(message)
  }
}

/** The token of who acts; reading needs none. It comes in the fragment of an address and stays in this tab. */
const tokenKey = 'chainatlas.token'
let offeredToken: string | null = null

/** Takes the token out of the address. Whoever made the link must not become who acts here, so that another token than the one in use waits for an answer. */
export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token')
  if (given === null) return
  if (/^chainatlas_[\w-]{43}$/.test(given)) {
    if (token() === '' || token() === given) setToken(given)
    else offeredToken = given
  }
  history.replaceState(history.state, '', location.pathname + location.search)
}

/** Whether an address brought another token than the one in use. */
export const tokenOffered = () => offeredToken !== null

/** Uses the token that an address brought, or forgets it. */
export function answerOffer(use: boolean) {
  if (use && offeredToken !== null) setToken(offeredToken)
  offeredToken = null
}

export const token = () => sessionStorage.getItem(tokenKey) ?? ''

/** Another number with each token, so that what was asked of one is not taken for the next. */
let edition = 0
export const tokenEdition = () => edition
export const setToken = (value: string) => { edition++; if (value) sessionStorage.setItem(tokenKey, value); else sessionStorage.removeItem(tokenKey) }

export function headers(lang: string): Record<string, string> {
  const t = token()
  return { 'Accept-Language': lang, ...(t ? { Authorization: `Bearer ${t}` } : {}) }
}

interface GraphQLAnswer<T> { data?: T | null; errors?: { message: string; extensions?: { code?: string; requestId?: string } }[]; extensions?: Extensions; error?: { code: string; message: string; requestId: string } }

/** Reads an answer of the service, or throws what it says went wrong. */
export async function answerOf<T>(response: Response): Promise<GraphQLAnswer<T>> {
  const id = response.headers.get('X-Request-Id') ?? ''
  let answer: GraphQLAnswer<T>
  try {
    answer = (await response.json()) as GraphQLAnswer<T>
  } catch {
    throw new RequestError(`HTTP ${response.status}`, 'INTERNAL', id)
  }
  if (answer.error) throw new RequestError(answer.error.message, response.status === 401 ? 'UNAUTHENTICATED' : answer.error.code, answer.error.requestId)
  const first = answer.errors?.[0]
  if (first) throw new RequestError(first.message, first.extensions?.code ?? 'INTERNAL', first.extensions?.requestId ?? id)
  if (!answer.data) throw new RequestError(`HTTP ${response.status}`, 'INTERNAL', id)
  return answer
}

/** Asks a typed document. */
export async function ask<T, V>(document: TypedDocumentString<T, V>, variables: V, lang: string, signal?: AbortSignal): Promise<{ data: T; extensions: Extensions }> {
  const sent = token() !== ''
  const response = await send('/graphql', {
    method: 'POST', headers: { 'Content-Type': 'application/json', ...headers(lang) }, body: JSON.stringify({ query: document.toString(), variables }), ...(signal ? { signal } : {}),
  })
  // Reading needs no token, so one that was refused does not keep anybody from it.
  if (response.status === 401 && sent && !document.toString().trimStart().startsWith('mutation')) return ask(document, variables, lang, signal)
  const answer = await answerOf<T>(response)
  return { data: answer.data as T, extensions: answer.extensions ?? {} }
}

/** Fetches, and tells a network that is gone from a service that refuses. A token that is refused, expired or of another store, is forgotten. */
export async function send(url: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  try {
    const response = await fetch(url, init)
    if (response.status !== 401 || !init.headers?.Authorization) return response
    setToken('')
    return init.method ? response : await fetch(url, { ...init, headers: { ...init.headers, Authorization: '' } })
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure
    throw new RequestError('', 'OFFLINE', '')
  }
}
