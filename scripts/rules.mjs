// npm run rules: lists the rules of docs/spec.md with their tests. With --check: problems only.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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
const importRules = '.dependency-cruiser.mjs'

function sourcesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : sourcesIn(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })
}

/** Sections (`3`) and rules (`3.2`) with their first lines. */
function readRules() {
  const rules = new Map()
  for (const line of readFileSync(join(root, 'docs', 'spec.md'), 'utf8').split('\n')) {
    const match = /^### (\d+)\. (.*)|^- \*\*(\d+\.\d+)\*\* (.*)/.exec(line)
    if (!match) continue
    const number = match[1] ?? match[3]
    if (rules.has(number)) throw new Error(`docs/spec.md has ${number} twice.`)
    rules.set(number, match[2] ?? match[4])
  }
  return rules
}

/** Tests named `rule N:`, `rule N.M:` or `rules N, M and O:`, shared suites included. */
function readTests() {
  const files = folders.flatMap(sourcesIn)
  if (existsSync(join(root, importRules))) files.push(importRules)
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    if (file !== importRules && !/from '(vitest|@playwright\/test)'|support\/test\.ts'/.test(text))
      return []
    return [...text.matchAll(/(['"`])rules? (\d(?:[\d., ]|and)*): ?(.*?)\1/g)].map((match) => ({
      numbers: match[2].split(/(?:,| and) ?/),
      name: match[3],
      file,
    }))
  })
}

function findProblems(rules, tests) {
  const problems = []
  for (const { numbers, name, file } of tests)
    for (const number of numbers)
      if (!rules.has(number))
        problems.push(`${file}: "${name}" names rule ${number}, which docs/spec.md doesn't have.`)
  const named = new Set(tests.flatMap(({ numbers }) => numbers))
  let section = ''
  let last = 0
  for (const [number, words] of rules) {
    const [its, part] = number.split('.')
    if (part === undefined) {
      if (Number(its) < Number(section)) problems.push(`Section ${its} stands after ${section}.`)
      section = its
      last = 0
      continue
    }
    if (its !== section || Number(part) !== last + 1)
      problems.push(
        `Rule ${number} stands after ${section}.${last}: number the rules without holes.`,
      )
    last = Number(part)
    if (!named.has(number))
      problems.push(
        `Rule ${number} (${words}) has no test. Begin a test's name with "rule ${number}: ".`,
      )
  }
  return problems
}

function list(rules, tests) {
  for (const [number, words] of rules) {
    process.stdout.write(`${number.includes('.') ? '  ' : '\n'}${number} ${words}\n`)
    for (const { name, file } of tests.filter(({ numbers }) => numbers.includes(number)))
      process.stdout.write(`      ${name} (${file})\n`)
  }
}

const checking = process.argv.includes('--check')
const rules = readRules()
const tests = readTests()
if (!checking) list(rules, tests)
const problems = findProblems(rules, tests)
for (const problem of problems) process.stderr.write(`fegg: ${problem}\n`)
process.exit(checking && problems.length > 0 ? 1 : 0)
