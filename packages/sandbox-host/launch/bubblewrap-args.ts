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

/** They describe the machine; no sandbox needs them. */
const maskedFiles = [
  ...['buddyinfo', 'cmdline', 'config.gz', 'consoles', 'crypto', 'devices', 'diskstats', 'dma'],
  ...['interrupts', 'iomem', 'ioports', 'kallsyms', 'kcore', 'key-users', 'keys', 'kmsg'],
  ...['kpagecgroup', 'kpagecount', 'kpageflags', 'latency_stats', 'locks', 'modules', 'mtrr'],
  ...['pagetypeinfo', 'partitions', 'sched_debug', 'slabinfo', 'softirqs', 'sysrq-trigger'],
  ...['timer_list', 'vmallocinfo', 'zoneinfo'],
]
const maskedFolders = ['acpi', 'asound', 'bus', 'driver', 'dynamic_debug', 'fs', 'irq', 'scsi']

/** Mount sources: machine paths, or paths in bubblewrap's starting mount namespace. */
export interface Mounts {
  home: string
  sockets: string
  egress: string | null
  etc: string
  node: string
  bun: string
  guest: string
  /** Prepared folders. If null, bubblewrap mounts them without a limit to the number of files. */
  tmp: string | null
  shm: string | null
  ca: string | null
}

/** Needed by programs from /usr. All are world-readable. */
export const sharedEtc = ['ssl', 'pki', 'ca-certificates', 'alternatives'].filter((name) =>
  existsSync(`/etc/${name}`),
)

function masks(): string[] {
  const there = (name: string) => existsSync(`/proc/${name}`)
  return [
    // The mount is nodev, so opening the file fails.
    ...maskedFiles.filter(there).flatMap((name) => ['--ro-bind', '/dev/null', `/proc/${name}`]),
    ...maskedFolders.filter(there).flatMap((name) => {
      const folder = `/proc/${name}`
      return ['--perms', '0555', '--tmpfs', folder, '--remount-ro', folder]
    }),
  ]
}

function memoryFolder(target: string, made: string | null, bytes: number): string[] {
  if (made !== null) return ['--bind', made, target]
  return ['--size', String(bytes), '--perms', '1777', '--tmpfs', target]
}

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
    ...(mounts.ca === null ? [] : ['--ro-bind', mounts.ca, caFile]),
    ...['--bind', mounts.home, guestHome, '--bind', mounts.sockets, socketsFolder],
    ...(mounts.egress === null ? [] : ['--ro-bind', mounts.egress, egressFolder]),
    ...['--ro-bind', mounts.node, `${nodeBin}/node`, '--ro-bind', mounts.guest, guestFolder],
    ...['--ro-bind', mounts.bun, `${bunBin}/bun`, '--symlink', 'bun', `${bunBin}/bunx`],
    // Makes the unlimited tmpfs between the mounts read-only, not the mounts.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--clearenv', '--setenv', 'PATH', sandboxPath, '--setenv', 'HOME', guestHome],
    ...['--chdir', guestHome, '--'],
  ]
}
