// Writes src/api/generated.ts: the types of the schema and a typed document for
// each operation of src/**/*.graphql. A document is a constant of its own, so
// that each route carries its own documents only.
import { codegen } from '@graphql-codegen/core'
import * as documents from '@graphql-codegen/typed-document-node'
import * as operations from '@graphql-codegen/typescript-operations'
import { parse } from 'graphql'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

function find(dir, suffix) {
  return readdirSync(join(root, dir), { recursive: true })
    .filter((name) => name.endsWith(suffix))
    .sort()
    .map((name) => join(dir, name))
}

const read = (path) => readFileSync(join(root, path), 'utf8')
// The folders below have schemas of tests.
const schema = parse(find('../schema', '.graphqls').filter((name) => dirname(name) === '../schema').map(read).join('\n'))

const scalars = { At: 'string | number', Revision: 'number', PartialDate: 'string', Decimal: 'string', Long: 'number', Time: 'string', Upload: 'File' }
const code = await codegen({
  filename: 'generated.ts',
  schema,
  documents: find('src', '.graphql').map((location) => ({ location, document: parse(read(location)) })),
  config: { scalars, strictScalars: true, useTypeImports: true, documentMode: 'string', enumsAsTypes: true, enumType: 'string-literal', skipTypename: true, avoidOptionals: { field: true } },
  plugins: [{ operations: {} }, { documents: {} }],
  pluginMap: { operations, documents },
})
writeFileSync(join(root, 'src/api/generated.ts'), '// Written by scripts/codegen.js from the schema and the .graphql files beside this one.\n' + code)
