import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { HOME } from './guest/paths.ts'

export const GUEST_FOLDER = '/opt/sandbox'
export const NODE_BIN = '/opt/node/bin'
export const BUN_BIN = '/opt/bun/bin'
export const SOCKETS = '/run/sbx'
export const EGRESS = '/run/egress'
export const CA_FILE = '/etc/sandbox/ca.pem'
export const SANDBOX_PATH = `${NODE_BIN}:${BUN_BIN}:${HOME}/.local/bin:/usr/local/bin:/usr/bin:/bin`

const TMP_BYTES = 512 * 1024 * 1024

/** What is mounted into a sandbox; paths of the machine, or of the mount namespace bubblewrap starts in. */
export interface Mounts {
  home: string
  sockets: string
  egress: string | undefined
  /** The sandbox's own /etc. */
  etc: string
  node: string
  bun: string
  guest: string
  /** A file of certificates that the machine trusts besides its own, if any. */
  ca: string | undefined
}

/** Folders of the machine's /etc without which programs from /usr don't work. All are readable by anyone. */
export const SHARED_ETC = ['ssl', 'pki', 'ca-certificates', 'alternatives'].filter((name) =>
  existsSync(`/etc/${name}`),
)

function systemFolders(): string[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64'].flatMap((name) => {
    const folder = `/${name}`
    if (!existsSync(folder)) return []
    return lstatSync(folder).isSymbolicLink()
      ? ['--symlink', readlinkSync(folder), folder]
      : ['--ro-bind', folder, folder]
  })
}

/** bubblewrap's arguments up to the command: which namespaces, which mounts, no environment. */
export function bubblewrapArgs(mounts: Mounts): string[] {
  return [
    '--die-with-parent',
    '--new-session',
    ...['user', 'pid', 'ipc', 'uts', 'net'].map((name) => `--unshare-${name}`),
    '--disable-userns',
    ...['--uid', '1000', '--gid', '1000', '--hostname', 'sandbox', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/usr', '/usr', ...systemFolders()],
    ...['--proc', '/proc', '--dev', '/dev', '--size', String(TMP_BYTES), '--tmpfs', '/tmp'],
    ...['--ro-bind', mounts.etc, '/etc'],
    ...SHARED_ETC.flatMap((name) => ['--ro-bind', `/etc/${name}`, `/etc/${name}`]),
    ...(mounts.ca === undefined ? [] : ['--ro-bind', mounts.ca, CA_FILE]),
    ...['--bind', mounts.home, HOME, '--bind', mounts.sockets, SOCKETS],
    ...(mounts.egress === undefined ? [] : ['--ro-bind', mounts.egress, EGRESS]),
    ...['--ro-bind', mounts.node, `${NODE_BIN}/node`, '--ro-bind', mounts.guest, GUEST_FOLDER],
    ...['--ro-bind', mounts.bun, `${BUN_BIN}/bun`, '--symlink', 'bun', `${BUN_BIN}/bunx`],
    ...['--clearenv', '--setenv', 'PATH', SANDBOX_PATH, '--setenv', 'HOME', HOME],
    ...['--chdir', HOME, '--'],
  ]
}
