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
export function takeToken() {
  const found = /[#&]token=([^&]+)/.exec(location.hash)
  if (!found?.[1]) return
  sessionStorage.setItem(tokenKey, decodeURIComponent(found[1]))
  history.replaceState(history.state, '', location.pathname + location.search)
}
export const token = () => sessionStorage.getItem(tokenKey) ?? ''
export const setToken = (value: string) => { if (value) sessionStorage.setItem(tokenKey, value); else sessionStorage.removeItem(tokenKey) }

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
  if (answer.error) throw new RequestError(answer.error.message, answer.error.code, answer.error.requestId)
  const first = answer.errors?.[0]
  if (first) throw new RequestError(first.message, first.extensions?.code ?? 'INTERNAL', first.extensions?.requestId ?? id)
  if (!answer.data) throw new RequestError(`HTTP ${response.status}`, 'INTERNAL', id)
  return answer
}

/** Asks a typed document. */
export async function ask<T, V>(document: TypedDocumentString<T, V>, variables: V, lang: string, signal?: AbortSignal): Promise<{ data: T; extensions: Extensions }> {
  const response = await send('/graphql', {
    method: 'POST', headers: { 'Content-Type': 'application/json', ...headers(lang) }, body: JSON.stringify({ query: document.toString(), variables }), ...(signal ? { signal } : {}),
  })
  const answer = await answerOf<T>(response)
  return { data: answer.data as T, extensions: answer.extensions ?? {} }
}

/** Fetches, and tells a network that is gone from a service that refuses. */
export async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure
    throw new RequestError('', 'OFFLINE', '')
  }
}
