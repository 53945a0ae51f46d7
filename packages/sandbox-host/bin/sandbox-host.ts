#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startSandboxHost } from '../index.ts'
import { passableFolder } from '../lib/folders.ts'

const help = `Usage: sandbox-host [options]

Runs sandboxes on this machine, behind E2B's protocol. Prints E2B_API_URL, E2B_SANDBOX_URL and
E2B_API_KEY, one a line, then serves until SIGTERM or SIGINT. Listens on loopback only.

  --template NAME=FOLDER  sandboxes of template NAME start with a copy of FOLDER as their home;
                          can be given several times. Without it: one template, base, an empty home
  --port PORT             the control API's port; the sandboxes' address gets the next one.
                          Without it: two free ports
  --data-dir FOLDER       where sandboxes and snapshots are kept.
                          Without it: a temporary folder, removed at the end
  --launcher KIND         auto (default): bubblewrap where it works, else plain, which confines nothing;
                          bubblewrap: fail where it doesn't work; plain
  --domain DOMAIN         what getHost() appends to PORT-ID (default: localhost)
  --help                  print this
`

class UsageError extends Error {}

function launcherOf(text: string): 'auto' | 'bubblewrap' | 'plain' {
  if (text === 'auto' || text === 'bubblewrap' || text === 'plain') return text
  throw new UsageError(`--launcher is auto, bubblewrap or plain, not ${text}`)
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port < 65_535) return port
  throw new UsageError(`--port is a number from 1 to 65534, not ${text}`)
}

function templateOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`--template is NAME=FOLDER, not ${text}`)
  return [text.slice(0, at), path.resolve(text.slice(at + 1))]
}

function readOptions(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        template: { type: 'string', multiple: true, default: [] },
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        launcher: { type: 'string', default: 'auto' },
        domain: { type: 'string', default: 'localhost' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function emptyTemplate(dataDir: string): Promise<[string, string]> {
  const home = path.join(dataDir, 'templates', 'base')
  await passableFolder(home)
  return ['base', home]
}

async function main(args: string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) {
    process.stdout.write(help)
    return
  }
  const launcher = launcherOf(options.launcher)
  const port = options.port === undefined ? {} : { port: portOf(options.port) }
  const named = options.template.map(templateOf)
  const given = options['data-dir']
  const dataDir = given ?? (await mkdtemp(path.join(os.tmpdir(), 'sandbox-host-')))
  if (given === undefined) await passableFolder(dataDir)
  const host = await startSandboxHost({
    ...port,
    dataDir: path.resolve(dataDir),
    templates: Object.fromEntries(named.length > 0 ? named : [await emptyTemplate(dataDir)]),
    launcher,
    domain: options.domain,
    log: (message) => process.stderr.write(`${message}\n`),
  })
  if (!host.launcher.confined)
    process.stderr.write(
      `warning: code in these sandboxes is not confined${host.launcher.missing ? `: ${host.launcher.missing}` : ''}\n`,
    )
  process.stdout.write(
    `E2B_API_URL=${host.apiUrl}\nE2B_SANDBOX_URL=${host.sandboxUrl}\nE2B_API_KEY=${host.apiKey}\n`,
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
  await host.close()
  if (given === undefined) await rm(dataDir, { recursive: true, force: true })
}

try {
  await main(process.argv.slice(2))
  process.exit(0)
} catch (error) {
  const isUsage = error instanceof UsageError
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`sandbox-host: ${message}${isUsage ? '\nTry --help.' : ''}\n`)
  process.exit(isUsage ? 2 : 1)
}
