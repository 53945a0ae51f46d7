import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { findNode24 } from './node-24.mjs'
import { root } from './paths.mjs'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'

const lockfile = join(root, 'package-lock.json')
const modules = join(root, 'node_modules')
const stamp = join(modules, '.fegg-lock')

/** Returns the path of Node 24; ends the process on failure. */
export async function ensureInstalled() {
  const lock = readFileSync(lockfile)
  const wanted = createHash('sha256').update(lock).digest('hex')
  if (read(stamp) !== wanted) {
    if (!isInstalled(JSON.parse(lock.toString()))) await install()
    writeFileSync(stamp, wanted)
  }
  const node = findNode24()
  if (!node) {
    fail(
      'npm did not download Node 24, which the install script of the package "node" does. Allow install scripts (npm config set ignore-scripts false), delete node_modules and try again.',
    )
  }
  return node
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** npm writes its own list of packages last, so a broken install has none. */
function isInstalled(lock) {
  const installed = read(join(modules, '.package-lock.json'))
  if (installed === null) return false
  const here = JSON.parse(installed).packages
  return Object.entries(lock.packages).every(
    ([path, entry]) => path === '' || entry.optional || here[path]?.version === entry.version,
  )
}

async function install() {
  say('Installing packages. This takes a minute…')
  const { command, args } = npm()
  const env = { ...process.env, PATH: withoutOwnNode(process.env.PATH ?? '') }
  const quick = [
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=4000',
  ]
  const ci = [...args, 'ci', '--include=dev', '--loglevel=error', ...quick]
  const { code, output } = await run(command, ci, { quiet: true, env }).catch((error) => ({
    code: 1,
    output: `npm error ${error.message}`,
  }))
  if (code !== 0) fail(explain(output))
}

/** npm with its own Node: it deletes the one in node_modules while it runs. */
function npm() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script?.endsWith('.js') && node) return { command: node, args: [script] }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] }
}

function withoutOwnNode(path) {
  return path
    .split(delimiter)
    .filter((folder) => folder !== join(modules, '.bin'))
    .join(delimiter)
}

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/

function explain(output) {
  const code = unreachable.exec(output)?.[1]
  if (code) {
    return `Couldn't reach the package registry (${code}). Check the network, or the registry in npm's configuration, and try again.`
  }
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
  const first = lines.find((line) => line && !line.startsWith('code '))
  return `npm ci failed: ${first ?? 'no reason given'}`
}
