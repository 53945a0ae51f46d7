import { BubblewrapLauncher, type BubblewrapSettings } from './bubblewrap.ts'
import type { Layering } from '../homes/homes.ts'
import type { Launcher } from './launcher.ts'
import { newUser } from '../lib/host-user.ts'
import { PlainLauncher } from './plain.ts'

export type LauncherChoice = 'auto' | 'bubblewrap' | 'plain'

const refused =
  /permission|not permitted|namespace|uid map|uid_map|creating new|Read-only file system|seccomp/i

/** What bubblewrap lacks, and how to fix it. */
export function explainMissing(error: unknown): string {
  const hasText = typeof error === 'object' && error !== null && 'stderr' in error
  const stderr = hasText ? String(error.stderr).trim() : ''
  const words = stderr || (error instanceof Error ? error.message : String(error))
  if (process.platform !== 'linux') return 'bubblewrap runs on Linux only'
  const absent =
    // prlimit and setpriv report a missing program under their own name.
    /failed to execute (\S+): No such file|spawn (\S+) ENOENT/.exec(words) ??
    /(bwrap|prlimit|unshare|setpriv)\S*[:'] .*(?:not found|No such file)/.exec(words)
  if (absent) {
    const program = absent[1] ?? absent[2] ?? 'bwrap'
    const pack = program === 'bwrap' ? 'bubblewrap' : 'util-linux'
    return `${program} is not installed; to fix it: install the package ${pack}`
  }
  if (/Unknown option/.test(words))
    return `bubblewrap is too old (${words.split('\n').at(-1)}); to fix it: install bubblewrap 0.8 or newer`
  if (refused.test(words))
    return (
      `this machine refuses what bubblewrap needs, user namespaces (${words.split('\n').at(-1)}); to fix it: ` +
      'on Ubuntu 24.04 and later allow them by an AppArmor profile for bwrap, or by ' +
      'sysctl kernel.apparmor_restrict_unprivileged_userns=0; in Docker run with ' +
      '--security-opt seccomp=unconfined --security-opt apparmor=unconfined ' +
      '--security-opt systempaths=unconfined, as root also --cap-add SYS_ADMIN'
    )
  return `bubblewrap fails: ${words}`
}

export interface Chosen {
  launcher: Launcher
  /** Why bubblewrap, if wanted, wasn't chosen. */
  missing: string | null
  layering: Layering | null
}

/** 'auto' falls back to plain; 'bubblewrap' throws where it doesn't work. */
export async function chooseLauncher(
  choice: LauncherChoice,
  settings: BubblewrapSettings & { homesFolder: string },
): Promise<Chosen> {
  const plain = async (missing: string | null) => ({
    launcher: await PlainLauncher.open(settings),
    missing,
    layering: null,
  })
  if (choice === 'plain') return await plain(null)
  const bubblewrap = await BubblewrapLauncher.open(settings)
  try {
    const user = newUser()
    const [layering] = await Promise.all([
      bubblewrap.layering(settings.homesFolder, user),
      bubblewrap.probe(user),
    ])
    return { launcher: bubblewrap, missing: null, layering }
  } catch (error) {
    const missing = explainMissing(error)
    if (choice === 'bubblewrap') throw new Error(missing)
    return await plain(missing)
  }
}
