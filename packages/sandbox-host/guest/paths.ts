import { readlink, realpath } from 'node:fs/promises'
import path from 'node:path'
import { errnoOf, RpcError } from './rpc-error.ts'

export const guestHome = '/home/user'

export interface Paths {
  readonly home: string
  /** Throws invalid_argument for an invalid path. */
  resolve(clientPath: string): Promise<string>
  show(machinePath: string): string
}

function absolute(clientPath: string): string {
  if (clientPath.includes('\0')) throw new RpcError('invalid_argument', 'a path has a NUL byte')
  if (clientPath === '~' || clientPath.startsWith('~/'))
    return path.join(guestHome, clientPath.slice(1))
  return path.resolve(guestHome, clientPath)
}

/** The mount namespace confines, so nothing is translated. */
export const confinedPaths: Paths = {
  home: guestHome,
  resolve: async (clientPath) => absolute(clientPath),
  show: (machinePath) => machinePath,
}

const maxLinks = 40

/** Like realpath, but allows missing targets and dangling links. */
export async function realOfDeepest(target: string, links = 0): Promise<string> {
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
 * Maps /home/user to `home` and refuses paths outside, also by symlink. Only protects from
 * mistakes: commands aren't confined.
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
