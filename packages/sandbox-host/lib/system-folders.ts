import { existsSync, lstatSync, readlinkSync } from 'node:fs'

/** bubblewrap's arguments for /bin, /lib and the like, where programs of /usr look for each other. */
export function systemFolders(): string[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64'].flatMap((name) => {
    const folder = `/${name}`
    if (!existsSync(folder)) return []
    return lstatSync(folder).isSymbolicLink()
      ? ['--symlink', readlinkSync(folder), folder]
      : ['--ro-bind', folder, folder]
  })
}
