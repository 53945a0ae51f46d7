import { existsSync, lstatSync, readlinkSync } from 'node:fs'

/** bubblewrap arguments for /bin, /lib and so on. */
export function systemFolders(): string[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64'].flatMap((name) => {
    const folder = `/${name}`
    if (!existsSync(folder)) return []
    return lstatSync(folder).isSymbolicLink()
      ? ['--symlink', readlinkSync(folder), folder]
      : ['--ro-bind', folder, folder]
  })
}
