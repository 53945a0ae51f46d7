import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HostUser } from '../lib/host-user.ts'
import { startHostProcess } from './host-process.ts'

export interface Access {
  template: string
  /** Undefined if the host isn't this package's. */
  hostPid: number | undefined
  options: { apiKey: string; apiUrl?: string; sandboxUrl?: string; domain?: string }
}

export interface Target {
  name: string
  /** Why the target is skipped, if it is. */
  skip: string | undefined
  /** True for this package's host. */
  isEmbedded: boolean
  /** True if sandbox code can't reach the machine. */
  isConfined: boolean
  open(): Promise<Access & { close(): Promise<void> }>
}

/** Runs hosts if the tests are root. */
export const nobody: HostUser = { uid: 54_321, gid: 54_321 }
export const isRoot = process.getuid?.() === 0
const root = fileURLToPath(new URL('../../..', import.meta.url))

export function makeTemplate(folder: string): string {
  const home = path.join(folder, 'template')
  mkdirSync(path.join(home, 'app'), { recursive: true })
  writeFileSync(path.join(home, 'app', 'hello.txt'), 'hello from the template\n')
  return home
}

/** The caller removes it. */
export function makeFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sandbox-test-'))
  chmodSync(folder, 0o711)
  return folder
}

export function whyNoBubblewrap(): string | undefined {
  if (process.platform !== 'linux') return 'bubblewrap runs on Linux only'
  const args = ['--unshare-user', '--ro-bind', '/', '/', 'true']
  const tried = spawnSync('bwrap', args, { encoding: 'utf8' })
  if (tried.error) return 'bubblewrap is not installed'
  return tried.status === 0 ? undefined : `bubblewrap does not work here: ${tried.stderr.trim()}`
}

export function whyNotAs(user: HostUser): string | undefined {
  if (!isRoot) return 'the tests run as an ordinary user already'
  const missing = whyNoBubblewrap()
  if (missing) return missing
  try {
    execFileSync(process.execPath, ['--version'], { ...user, cwd: '/' })
    execFileSync('/bin/sh', ['-c', `test -r '${root}/package.json'`], { ...user, cwd: '/' })
    return undefined
  } catch {
    return `an ordinary account can't reach ${root}`
  }
}

function embedded(
  name: string,
  launcher: 'bubblewrap' | 'plain',
  skip: string | undefined,
  user?: HostUser,
): Target {
  return {
    name,
    skip,
    isEmbedded: true,
    isConfined: launcher === 'bubblewrap',
    async open() {
      const folder = makeFolder()
      const template = makeTemplate(folder)
      const dataDir = path.join(folder, 'data')
      // 0700, as on a real server.
      mkdirSync(dataDir, { mode: 0o700 })
      if (user) chownSync(dataDir, user.uid, user.gid)
      const host = await startHostProcess(
        { dataDir, templates: { base: template }, launcher, domain: 'localhost:4000' },
        user,
      )
      const { apiKey, apiUrl, sandboxUrl } = host
      return {
        template: 'base',
        hostPid: host.child.pid,
        options: { apiKey, apiUrl, sandboxUrl },
        async close() {
          await host.stop()
          rmSync(folder, { recursive: true, force: true })
        },
      }
    },
  }
}

function elsewhere(): Target[] {
  const { CONFORMANCE_TEMPLATE: template, E2B_API_KEY: apiKey } = process.env
  if (!template || !apiKey) return []
  const { E2B_API_URL: apiUrl, E2B_SANDBOX_URL: sandboxUrl, E2B_DOMAIN: domain } = process.env
  const options = {
    apiKey,
    ...(apiUrl ? { apiUrl } : {}),
    ...(sandboxUrl ? { sandboxUrl } : {}),
    ...(domain ? { domain } : {}),
  }
  const name = `E2B at ${apiUrl ?? domain ?? 'its cloud'}`
  const open = async () => ({ template, hostPid: undefined, options, close: async () => undefined })
  return [{ name, skip: undefined, isEmbedded: false, isConfined: true, open }]
}

/** Also the E2B host named in the environment, see conformance/suite.ts. */
export const targets: Target[] = [
  embedded(
    `bubblewrap as ${isRoot ? 'root' : 'an ordinary user'}`,
    'bubblewrap',
    whyNoBubblewrap(),
  ),
  ...(isRoot ? [embedded('bubblewrap as uid 54321', 'bubblewrap', whyNotAs(nobody), nobody)] : []),
  embedded('plain', 'plain', undefined),
  ...elsewhere(),
]
