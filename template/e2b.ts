/** The starter app as a template of E2B: what the embedded host makes of a prepared home folder. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Template, waitForURL } from 'e2b'
import { z } from 'zod'
import { devCommand } from '../server/sandbox/dev-server.ts'
import { app, previewPort } from '../server/sandbox/machine.ts'

const Package = z.object({ dependencies: z.object({ bun: z.string() }) })
const home = '/home/user'
const madeHere = ['node_modules', 'dist', '.fegg/node_modules', '.fegg/.cache', '.fegg/vendor']

/** The Bun that the project itself has. */
function bunVersion(): string {
  const file = path.join(import.meta.dirname, '..', 'packages', 'sandbox-host', 'package.json')
  return Package.parse(JSON.parse(readFileSync(file, 'utf8'))).dependencies.bun
}

/**
 * Node and Bun, the app with its packages, and its dev server running: a new sandbox comes with it as it was when the template
 * was made, packages prepared for the browser included. The start command is the very text by which the server looks for a
 * running one.
 */
export function e2bTemplate() {
  return Template({
    fileContextPath: import.meta.dirname,
    // what is made on a machine; a plain `**` passes over folders with a dot
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
