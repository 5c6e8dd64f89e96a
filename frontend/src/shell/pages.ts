import type { Kind } from '../api/generated'

const folders: Partial<Record<Kind, string>> = {
  CHAIN: 'chains', SEGMENT: 'segments', ENTERPRISE: 'enterprises', PRODUCT: 'products', PARK: 'parks', INSTITUTION: 'institutions', SECTOR: 'sectors', FUNDING_EVENT: 'funding', FINDING: 'findings', PROJECT: 'projects',
}

/** The path of the list of a kind below the language, or null if there is none. */
export function listOf(kind: Kind): string | null {
  const folder = kind === 'FUNDING_EVENT' ? 'funding/all' : ['ENTERPRISE', 'PRODUCT', 'PARK', 'INSTITUTION', 'SECTOR', 'PROJECT'].includes(kind) ? folders[kind] : undefined
  return folder ? `/${folder}` : null
}

/** The path of the page of a node below the language, or null if nodes of its kind have none. */
export function pageOf(kind: Kind, id: string): string | null {
  const folder = folders[kind]
  return folder ? `/${folder}/${encodeURIComponent(id)}` : null
}
