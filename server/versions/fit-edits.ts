import type { z } from 'zod'
import { limits } from '../../shared/limits.ts'
import { FilePath } from '../../shared/paths.ts'
import type { FileEdit } from './file-change.ts'

/** Edits that a tree can take, and why it can't take the others: a sentence each. */
export type Fitted = { edits: FileEdit[]; problems: Array<{ path: string; words: string }> }

/** Equal for names that some file systems take for the same. */
function likeness(name: string): string {
  return name.normalize('NFD').toLowerCase().normalize('NFC')
}

/** The file's own path and the folders that it lies in, which end with a slash. */
function placesOf(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, index) =>
    index === parts.length - 1 ? path : `${parts.slice(0, index + 1).join('/')}/`,
  )
}

/** The names in a tree. */
class Names {
  readonly #places = new Set<string>()
  readonly #alike = new Map<string, string>()
  count = 0

  add(path: string): void {
    this.count++
    for (const place of placesOf(path)) {
      this.#places.add(place)
      this.#alike.set(likeness(place), place)
    }
  }

  problemOf(path: string): string | null {
    if (this.count >= limits.treeFiles)
      return `${path}: an app has at most ${limits.treeFiles.toLocaleString('en')} files.`
    for (const place of placesOf(path)) {
      if (this.#places.has(place)) continue
      const bare = place.endsWith('/') ? place.slice(0, -1) : place
      const isFolder = place !== bare
      if (this.#places.has(isFolder ? bare : `${bare}/`))
        return isFolder
          ? `${path}: ${bare} is a file, so it can’t be a folder too.`
          : `${path} is a folder, so it can’t be a file too.`
      const twin = this.#alike.get(likeness(bare)) ?? this.#alike.get(likeness(`${bare}/`))
      if (twin !== undefined)
        return `${path}: there is ${twin} already, and many computers can’t tell the two names apart.`
    }
    return null
  }
}

function problemOfEdit({ path, content }: FileEdit): string | null {
  const parsed = FilePath.safeParse(path)
  if (!parsed.success) return pathProblem(path, parsed.error)
  const size = content === null ? 0 : Buffer.byteLength(content)
  return size > limits.fileBytes ? tooLarge(path) : null
}

export function pathProblem(path: string, { issues }: z.ZodError): string {
  return `${path}: ${issues.map(({ message }) => message).join(' ')}`
}

export function tooLarge(path: string): string {
  return `${path} is larger than ${limits.fileBytes / 1_000_000} MB, the most that a file of an app may have.`
}

/** `existing`: the paths of the tree. A path's last edit counts. */
export function fitEdits(existing: readonly string[], edits: readonly FileEdit[]): Fitted {
  const wanted = [...new Map(edits.map((edit) => [edit.path, edit])).values()]
  const gone = new Set(wanted.flatMap(({ path, content }) => (content === null ? [path] : [])))
  const before = new Set(existing)
  const names = new Names()
  for (const path of before) if (!gone.has(path)) names.add(path)
  const fitted: Fitted = { edits: [], problems: [] }
  for (const edit of wanted) {
    const { path, content } = edit
    const isNew = content !== null && !before.has(path)
    const words = problemOfEdit(edit) ?? (isNew ? names.problemOf(path) : null)
    if (words !== null) fitted.problems.push({ path, words })
    else {
      if (isNew) names.add(path)
      fitted.edits.push(edit)
    }
  }
  return fitted
}
