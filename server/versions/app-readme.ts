import { z } from 'zod'

const Manifest = z.object({ scripts: z.record(z.string(), z.string()).catch({}) })

const steps = [
  ['dev', 'Start it, and see each change at once:'],
  ['build', 'Build it into `dist`:'],
  ['preview', 'Look at what was built:'],
  ['test', 'Test it:'],
] as const

function scriptsOf(manifest: string | null): Record<string, string> {
  try {
    return Manifest.parse(JSON.parse(manifest ?? '')).scripts
  } catch {
    return {}
  }
}

function plain(name: string): string {
  return name.replace(/[\\`*_[\]<>#~|&]/g, '\\$&')
}

function block(command: string): string {
  return ['```sh', command, '```'].join('\n')
}

/** What an app's README.md says if it has none. `manifest`: its package.json. */
export function appReadme(name: string, manifest: string | null): string {
  const title = `# ${plain(name)}`
  if (manifest === null)
    return `${title}\n\nA page for the browser. Serve this folder with any web server.\n`
  const scripts = scriptsOf(manifest)
  const known = steps.filter(([script]) => Object.hasOwn(scripts, script))
  return [
    title,
    'A web app. It needs [Node.js](https://nodejs.org) 22 or newer, or [Bun](https://bun.sh).',
    'Install what it uses:',
    block('npm install'),
    ...known.flatMap(([script, words]) => [words, block(`npm run ${script}`)]),
    'With Bun it is `bun install`, and `bun run` in place of `npm run`. `bun.lock` has the exact versions of its packages.\n',
  ].join('\n\n')
}

export function isReadme(path: string): boolean {
  return /^readme(\.[^/]*)?$/i.test(path)
}
