import { AppError } from '../../shared/protocol/errors.ts'
import type { DiskSpace } from './disk-space.ts'
import type { OpenFiles } from './open-files.ts'
import { words } from './words.ts'

/** What the server is short of: while it is, nothing new begins. */
export interface Shortages {
  /** In words for people; null if nothing is short. */
  text(): string | null
  /** Throws AppError with those words. */
  require(): void
}

export function createShortages(watched: {
  space: Pick<DiskSpace, 'isFull'>
  files: Pick<OpenFiles, 'areShort'>
  database: () => string | null
}): Shortages {
  const { space, files, database } = watched
  const text = () => {
    if (space.isFull()) return words.shortage.disk
    return database() ?? (files.areShort() ? words.shortage.files : null)
  }
  return {
    text,
    require() {
      const said = text()
      if (said !== null) throw new AppError('internal', said)
    },
  }
}
