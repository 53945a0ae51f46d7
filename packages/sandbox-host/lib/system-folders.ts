import { existsSync, lstatSync, readlinkSync } from 'node:fs'

/** What makes programs of /usr be found where they look for each other. */
export function systemFolders(): string[] {
  return ['bin', 'sbin', 'lib', 'lib32', 'lib64'].flatMap((name) => {
    const folder = `/${name}`
    if (!existsSync(folder)) return []
    return lstatSync(folder).isSymbolicLink()
      ? ['--symlink', readlinkSync(folder), folder]
      : ['--ro-bind', folder, folder]
  })
}
