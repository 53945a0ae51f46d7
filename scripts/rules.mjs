// npm run rules: every rule of docs/spec.md with the tests that name it. With --check: fails where one has none.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './lib/paths.mjs'

const folders = [
  'server',
  'packages',
  'client',
  'shared',
  'drizzle',
  'template',
  'scripts',
  'bench',
  'e2e',
]
const skipped = new Set(['node_modules', 'dist', 'vendor', '.cache'])

function testFiles(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : testFiles(path)
    return /\.(test|spec)\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** Numbers of rules (`3`) and of what they consist of (`3.2`), with their words. */
function readRules() {
  const rules = new Map()
  for (const line of readFileSync(join(root, 'docs', 'spec.md'), 'utf8').split('\n')) {
    const match = /^### (\d+)\. (.*)|^- \*\*(\d+\.\d+)\*\* (.*)/.exec(line)
    if (match) rules.set(match[1] ?? match[3], match[2] ?? match[4])
  }
  return rules
}

/** Names of tests that begin with `rule N:`, `rule N.M:` or `rules N, M:`. */
function readTests() {
  return folders.flatMap(testFiles).flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    return [...text.matchAll(/(['"`])rules? (\d(?:[\d., ]|and)*): ?(.*?)\1/g)].map((match) => ({
      numbers: match[2].split(/(?:,| and) ?/),
      name: match[3],
      file: relative(root, join(root, file)),
    }))
  })
}

const checking = process.argv.includes('--check')
const rules = readRules()
const tests = readTests()
const problems = []
for (const { numbers, name, file } of tests)
  for (const number of numbers)
    if (!rules.has(number))
      problems.push(`${file}: "${name}" names rule ${number}, which docs/spec.md has not`)

for (const [number, words] of rules) {
  const isPart = number.includes('.')
  const mine = tests.filter(({ numbers }) => numbers.includes(number))
  if (!checking) {
    process.stdout.write(`${isPart ? '  ' : '\n'}${number} ${words}\n`)
    for (const { name, file } of mine) process.stdout.write(`      ${name} (${file})\n`)
  }
  const covered = tests.some(({ numbers }) => numbers.some((n) => n.split('.')[0] === number))
  if (!isPart && !covered) problems.push(`rule ${number} (${words}) has no test`)
}
for (const problem of problems) process.stderr.write(`fegg: ${problem}\n`)
process.exit(checking && problems.length > 0 ? 1 : 0)
