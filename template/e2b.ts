/** The starter app as an E2B template, equal to the embedded host's prepared home folder. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Template, waitForURL } from 'e2b'
import { z } from 'zod'
import { devCommand } from '../server/sandbox/dev-server.ts'
import { app, previewPort } from '../server/sandbox/machine.ts'

const Package = z.object({ dependencies: z.object({ bun: z.string() }) })
const home = '/home/user'
const madeHere = ['node_modules', 'dist', '.fegg/node_modules', '.fegg/.cache', '.fegg/vendor']

function bunVersion(): string {
  const file = path.join(import.meta.dirname, '..', 'packages', 'sandbox-host', 'package.json')
  return Package.parse(JSON.parse(readFileSync(file, 'utf8'))).dependencies.bun
}

/**
 * Contains the running dev server with its prepared packages: a new sandbox starts in that state. The server finds a
 * running dev server by the exact text of the start command.
 */
export function e2bTemplate() {
  return Template({
    fileContextPath: import.meta.dirname,
    // a plain `**` skips folders that begin with a dot
    fileIgnorePatterns: madeHere.map((name) => `app/${name}/**`),
  })
    .fromNodeImage('24-bookworm')
    .aptInstall(['procps', 'curl', 'ca-certificates', 'git'], { noInstallRecommends: true })
    .npmInstall(`bun@${bunVersion()}`, { g: true })
    .setUser('user')
    .copy('app', `${home}/${app}`, { user: 'user' })
    .setWorkdir(`${home}/${app}`)
    .runCmd('bun install --frozen-lockfile --ignore-scripts --no-progress')
    .setWorkdir(`${home}/${app}/.fegg`)
    .runCmd([
      'bun install --frozen-lockfile --ignore-scripts --no-progress',
      'bun run bundle',
      'rm -rf node_modules',
    ])
    .setWorkdir(`${home}/${app}`)
    .setStartCmd(devCommand, waitForURL(`http://127.0.0.1:${previewPort}/`))
}
