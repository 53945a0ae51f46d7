import { type Stats } from 'node:fs'
import { lstat, realpath, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Metadata } from './file-metadata.ts'
import type { Files } from './files.ts'

/** filesystem.EntryInfo in proto3 JSON. */
export interface EntryInfo {
  name: string
  type: string
  path: string
  size: string
  mode: number
  permissions: string
  owner: string
  group: string
  modifiedTime: string
  symlinkTarget?: string
  metadata?: Metadata
}

function typeOf(stats: Stats): string {
  if (stats.isFile()) return 'FILE_TYPE_FILE'
  if (stats.isDirectory()) return 'FILE_TYPE_DIRECTORY'
  if (stats.isSymbolicLink()) return 'FILE_TYPE_SYMLINK'
  return 'FILE_TYPE_UNSPECIFIED'
}

function permissionsOf(stats: Stats): string {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'L' : '-'
  const bits = [...'rwxrwxrwx'].map((letter, at) => (stats.mode & (0o400 >> at) ? letter : '-'))
  return kind + bits.join('')
}

/** As at E2B, a symlink has its target's type and mode, unless it dangles. */
export async function entryOf({ paths, metadata }: Files, machinePath: string): Promise<EntryInfo> {
  const own = await lstat(machinePath)
  const target = own.isSymbolicLink() ? await realpath(machinePath).catch(() => '') : null
  const led = target ? await stat(machinePath).catch(() => own) : own
  const attached = metadata.of(led)
  const user = os.userInfo()
  return {
    name: path.basename(machinePath),
    type: typeOf(led),
    path: paths.show(machinePath),
    size: String(own.size),
    mode: led.mode & 0o777,
    permissions: permissionsOf(own),
    owner: own.uid === user.uid ? 'user' : String(own.uid),
    group: own.gid === user.gid ? 'user' : String(own.gid),
    modifiedTime: own.mtime.toISOString(),
    ...(target === null ? {} : { symlinkTarget: paths.show(target) }),
    ...(attached === null ? {} : { metadata: attached }),
  }
}
