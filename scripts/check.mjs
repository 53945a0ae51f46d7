// npm run check: every check of the sources that needs no server.
import { join } from 'node:path'
import { ensureInstalled } from './lib/install.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/run.mjs'
import { say } from './lib/say.mjs'
import { toolScript } from './lib/tools.mjs'

const node = await ensureInstalled()
const tsc = toolScript('typescript', 'tsc')
function types(project, name) {
  const info = join(root, 'node_modules', '.cache', 'tsc', name)
  return [tsc, '-p', project, '--incremental', '--tsBuildInfoFile', info]
}
const checks = {
  'types of server and tests': types('tsconfig.json', 'server'),
  'types of the client': types('tsconfig.client.json', 'client'),
  'shared/ without Node and DOM': types('scripts/tsconfig.shared.json', 'shared'),
  'circles, order and doors of imports': [
    toolScript('dependency-cruiser'),
    '--config',
    '.dependency-cruiser.mjs',
    'server',
    'shared',
    'packages',
    'client',
    'drizzle',
  ],
  lint: [toolScript('oxlint')],
  format: [toolScript('@biomejs/biome'), 'format', '--colors=off'],
  'dead code': [toolScript('knip'), '--no-progress', '--no-config-hints'],
  'docs/protocol.md and docs/limits.md': [join(root, 'scripts', 'reference.ts'), '--check'],
  'rules and their tests': [join(root, 'scripts', 'rules.mjs'), '--check'],
}

let failed = 0
for (const [name, args] of Object.entries(checks)) {
  const begun = performance.now()
  const { code, output } = await run(node, args, { quiet: true })
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code === 0) continue
  failed += 1
  process.stdout.write(`${output.trimEnd()}\n\n`)
}
if (failed > 0) say(`${failed} checks failed. Their output is above.`)
process.exit(failed > 0 ? 1 : 0)
