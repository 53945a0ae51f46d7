import { expect, test } from 'vitest'
import { FilePath } from './paths.ts'

test.each([
  '../etc/passwd',
  '/etc/passwd',
  'src/../../x',
  'src//x',
  './src/x',
  'src/.',
  'C:/x',
  'src\\x',
  'a\nb',
  'a\0b',
  '',
  'node_modules/x/index.js',
  '.git/config',
  '.fegg/check',
  `${'x'.repeat(301)}`,
])('rule 7.2: %j is no path of the app', (path) => {
  expect(FilePath.safeParse(path).success).toBe(false)
})

test.each(['src/App.tsx', 'index.html', 'a b/ü.ts', '.env.example', 'src/node_modules.ts'])(
  'rule 7.2: %j is a path of the app',
  (path) => {
    expect(FilePath.parse(path)).toBe(path)
  },
)
