import { answerOf, headers, send } from './client'
import { ProgressDocument, UploadDocument, type ProgressSubscription, type UploadMutation } from './generated'

/** Hands files in, by the GraphQL multipart request specification. */
export async function upload(files: File[], lang: string): Promise<NonNullable<UploadMutation['uploadFile']>> {
  const form = new FormData()
  form.set('operations', JSON.stringify({ query: UploadDocument.toString(), variables: { files: files.map(() => null) } }))
  form.set('map', JSON.stringify(Object.fromEntries(files.map((_, i) => [String(i), [`variables.files.${i}`]]))))
  files.forEach((f, i) => { form.set(String(i), f) })
  const answer = await answerOf<UploadMutation>(await send('/graphql', { method: 'POST', body: form, headers: headers(lang) }))
  if (!answer.data?.uploadFile) throw new Error('no upload')
  return answer.data.uploadFile
}

export type Progress = ProgressSubscription['importProgress']

/** Follows an import by server-sent events, until it is over or the signal ends it. */
export async function follow(id: string, lang: string, signal: AbortSignal, tell: (p: Progress) => void): Promise<void> {
  const response = await send('/graphql', {
    method: 'POST', signal, headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream', ...headers(lang) },
    body: JSON.stringify({ query: ProgressDocument.toString(), variables: { upload: id } }),
  })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ''
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) return
    buffer += part.value
    const events = buffer.split(/\r?\n\r?\n/)
    buffer = events.pop() ?? ''
    for (const event of events) {
      const data = event.split(/\r?\n/).filter((l) => l.startsWith('data:')).map((l) => l.slice(5)).join('\n').trim()
      if (!data) continue
      const p = (JSON.parse(data) as { data?: ProgressSubscription }).data?.importProgress
      if (p) tell(p)
    }
  }
}
