import { readlink, realpath } from 'node:fs/promises'
import path from 'node:path'
import { errnoOf, RpcError } from './rpc-error.ts'

/** The home folder as clients know it. */
export const guestHome = '/home/user'

/** Translates between clients' paths and the machine's. */
export interface Paths {
  /** The home folder on the machine. */
  readonly home: string
  /** Throws invalid_argument for a path that can't be meant. */
  resolve(clientPath: string): Promise<string>
  show(machinePath: string): string
}

function absolute(clientPath: string): string {
  if (clientPath.includes('\0')) throw new RpcError('invalid_argument', 'a path has a NUL byte')
  if (clientPath === '~' || clientPath.startsWith('~/'))
    return path.join(guestHome, clientPath.slice(1))
  return path.resolve(guestHome, clientPath)
}

/** Inside bubblewrap the mount namespace confines, so paths need no translation. */
export const confinedPaths: Paths = {
  home: guestHome,
  resolve: async (clientPath) => absolute(clientPath),
  show: (machinePath) => machinePath,
}

const maxLinks = 40

/** The real path of `target`, or the one it would have if it were made: dangling links are followed too. */
async function realOfDeepest(target: string, links = 0): Promise<string> {
  try {
    return await realpath(target)
  } catch (error) {
    const parent = path.dirname(target)
    if (errnoOf(error) !== 'ENOENT' || parent === target || links > maxLinks) throw error
    const realParent = await realOfDeepest(parent, links)
    const link = await readlink(target).catch(() => undefined)
    if (link === undefined) return path.join(realParent, path.basename(target))
    return await realOfDeepest(path.resolve(realParent, link), links + 1)
  }
}

function isWithin(folder: string, target: string): boolean {
  return target === folder || target.startsWith(folder + path.sep)
}

/**
 * On the plain launcher /home/user stands for `home`, and calls on files refuse what lies outside, also by a symlink. This keeps
 * honest clients out of the machine's files; commands are not confined.
 */
export function plainPaths(home: string): Paths {
  return {
    home,
    async resolve(clientPath) {
      const wanted = absolute(clientPath)
      const target = isWithin(guestHome, wanted)
        ? path.join(home, wanted.slice(guestHome.length))
        : wanted
      const parent = await realOfDeepest(path.dirname(target))
      const whole = await realOfDeepest(target)
      const allowed = isWithin(home, whole) && (target === home || isWithin(home, parent))
      if (!allowed)
        throw new RpcError('invalid_argument', `${clientPath} lies outside ${guestHome}`)
      return target
    },
    show: (machinePath) =>
      isWithin(home, machinePath) ? guestHome + machinePath.slice(home.length) : machinePath,
  }
}
