import js from '@eslint/js'
import hooks from 'eslint-plugin-react-hooks'
import ts from 'typescript-eslint'

const node = { process: 'readonly', console: 'readonly', URL: 'readonly', setTimeout: 'readonly', fetch: 'readonly', performance: 'readonly', Buffer: 'readonly' }

export default ts.config(
  { ignores: ['dist', 'graphiql', 'src/api/generated.ts'] },
  js.configs.recommended,
  { files: ['src/**/*.{ts,tsx}'], extends: [...ts.configs.strict, ...ts.configs.stylistic, hooks.configs.flat.recommended] },
  { files: ['scripts/*.js', 'browser/*.js'], languageOptions: { globals: { ...node, document: 'readonly', window: 'readonly', location: 'readonly', requestAnimationFrame: 'readonly', getComputedStyle: 'readonly' } } },
)
