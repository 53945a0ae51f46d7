import { useState } from 'react'
import type { VersionFile } from '../../../shared/protocol/version-view.ts'
import type { Section } from './use-sections.ts'

interface Choice {
  section: string | null
  /** Null: the first or last, as `start` says. */
  path: string | null
  /** Where in the file the reading begins. */
  start: 'first' | 'last'
}

/** Undefined while they load. */
type FilesOf = (section: Section) => readonly VersionFile[] | undefined

/** The file whose changes are shown, among those of all sections. */
export function useShownFile(sections: readonly Section[], filesOf: FilesOf) {
  const [choice, setChoice] = useState<Choice>({ section: null, path: null, start: 'first' })
  const found = sections.findIndex(({ key }) => key === choice.section)
  const index = Math.max(0, found)
  const section = sections[index] ?? null
  const files = (section && filesOf(section)) ?? []
  const end = choice.start === 'last' && found >= 0 ? files.at(-1) : files[0]
  const file = files.find(({ path }) => path === choice.path) ?? end ?? null

  const show = (of: Section, path: string) => setChoice({ section: of.key, path, start: 'first' })

  /** The file before or after; at an end, that of the next section. */
  const step = (by: 1 | -1) => {
    if (!section || !file) return
    const start = by === 1 ? 'first' : 'last'
    const next = files[files.indexOf(file) + by]
    if (next) return setChoice({ section: section.key, path: next.path, start })
    const beside = sections[index + by]
    if (beside) setChoice({ section: beside.key, path: null, start })
  }
  return { section, file, start: choice.start, show, step }
}
