import { existsSync } from 'node:fs'
import { guestHome } from '../guest/paths.ts'
import { systemFolders } from '../lib/system-folders.ts'
import { shmBytes, tmpBytes } from '../usage/limits.ts'

export const guestFolder = '/opt/sandbox'
export const nodeBin = '/opt/node/bin'
export const bunBin = '/opt/bun/bin'
export const socketsFolder = '/run/sbx'
export const egressFolder = '/run/egress'
export const caFile = '/etc/sandbox/ca.pem'
export const sandboxPath = `${nodeBin}:${bunBin}:${guestHome}/.local/bin:/usr/local/bin:/usr/bin:/bin`

/** Files of /proc that tell of the machine or its kernel, and folders of such; nothing a sandbox runs needs them. */
const maskedFiles = [
  ...['buddyinfo', 'cmdline', 'config.gz', 'consoles', 'crypto', 'devices', 'diskstats', 'dma'],
  ...['interrupts', 'iomem', 'ioports', 'kallsyms', 'kcore', 'key-users', 'keys', 'kmsg'],
  ...['kpagecgroup', 'kpagecount', 'kpageflags', 'latency_stats', 'locks', 'modules', 'mtrr'],
  ...['pagetypeinfo', 'partitions', 'sched_debug', 'slabinfo', 'softirqs', 'sysrq-trigger'],
  ...['timer_list', 'vmallocinfo', 'zoneinfo'],
]
const maskedFolders = ['acpi', 'asound', 'bus', 'driver', 'dynamic_debug', 'fs', 'irq', 'scsi']

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
  /** Where /tmp and /dev/shm are, if they were made before; else bubblewrap makes them, without a limit to their files' number. */
  tmp: string | undefined
  shm: string | undefined
  /** A file of certificates that the machine trusts besides its own, if any. */
  ca: string | undefined
}

/** Folders of the machine's /etc without which programs from /usr don't work. All are readable by anyone. */
export const sharedEtc = ['ssl', 'pki', 'ca-certificates', 'alternatives'].filter((name) =>
  existsSync(`/etc/${name}`),
)

/** What is there of /proc and need not be seen. */
function masks(): string[] {
  const there = (name: string) => existsSync(`/proc/${name}`)
  return [
    // A device on a mount that knows none: it can't even be opened.
    ...maskedFiles.filter(there).flatMap((name) => ['--ro-bind', '/dev/null', `/proc/${name}`]),
    ...maskedFolders.filter(there).flatMap((name) => {
      const folder = `/proc/${name}`
      return ['--perms', '0555', '--tmpfs', folder, '--remount-ro', folder]
    }),
  ]
}

/** A folder in memory that is limited in size; `made` is one that was made before. */
function memoryFolder(target: string, made: string | undefined, bytes: number): string[] {
  if (made !== undefined) return ['--bind', made, target]
  return ['--size', String(bytes), '--perms', '1777', '--tmpfs', target]
}

/** bubblewrap's arguments up to the command: which namespaces, which mounts, no environment. */
export function bubblewrapArgs(mounts: Mounts): string[] {
  return [
    '--die-with-parent',
    '--new-session',
    ...['user', 'pid', 'ipc', 'uts', 'net', 'cgroup-try'].map((name) => `--unshare-${name}`),
    '--disable-userns',
    ...['--uid', '1000', '--gid', '1000', '--hostname', 'sandbox', '--cap-drop', 'ALL'],
    ...['--ro-bind', '/usr', '/usr', ...systemFolders()],
    ...['--proc', '/proc', ...masks(), '--dev', '/dev'],
    ...memoryFolder('/dev/shm', mounts.shm, shmBytes),
    ...memoryFolder('/tmp', mounts.tmp, tmpBytes),
    ...['--ro-bind', mounts.etc, '/etc'],
    ...sharedEtc.flatMap((name) => ['--ro-bind', `/etc/${name}`, `/etc/${name}`]),
    ...(mounts.ca === undefined ? [] : ['--ro-bind', mounts.ca, caFile]),
    ...['--bind', mounts.home, guestHome, '--bind', mounts.sockets, socketsFolder],
    ...(mounts.egress === undefined ? [] : ['--ro-bind', mounts.egress, egressFolder]),
    ...['--ro-bind', mounts.node, `${nodeBin}/node`, '--ro-bind', mounts.guest, guestFolder],
    ...['--ro-bind', mounts.bun, `${bunBin}/bun`, '--symlink', 'bun', `${bunBin}/bunx`],
    // What is mounted by now stays as it is; the folders in between are in memory too, and without a limit.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--clearenv', '--setenv', 'PATH', sandboxPath, '--setenv', 'HOME', guestHome],
    ...['--chdir', guestHome, '--'],
  ]
}
