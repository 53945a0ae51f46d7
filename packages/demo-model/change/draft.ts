import { minimalEdits } from './diff.ts'
import { editFile, type ToolRequest, writeFile } from '../reply.ts'

/** Files as they were read, with what a change makes of them. */
export class Draft {
  /** Every path of the app, read or not. */
  readonly paths: ReadonlySet<string>
  readonly #before: ReadonlyMap<string, string>
  readonly #now = new Map<string, string>()

  constructor(paths: Iterable<string>, before: ReadonlyMap<string, string>) {
    this.paths = new Set(paths)
    this.#before = before
  }

  /** The content as this draft has it; undefined for what was not read and not written. */
  get(path: string): string | undefined {
    return this.#now.get(path) ?? this.#before.get(path)
  }

  set(path: string, content: string): void {
    this.#now.set(path, content)
  }

  /** Writes a new file; one that is there already stays as it is. */
  add(path: string, content: string): void {
    if (!this.paths.has(path) && !this.#now.has(path)) this.#now.set(path, content)
  }

  /** Paths with content that match. */
  known(pattern: RegExp): string[] {
    const all = new Set([...this.#before.keys(), ...this.#now.keys()])
    return [...all].filter((path) => pattern.test(path)).sort()
  }

  /** What has to be called to bring this draft about: new files first, then edits. */
  requests(): ToolRequest[] {
    const writes: ToolRequest[] = []
    const edits: ToolRequest[] = []
    for (const [path, content] of this.#now) {
      const before = this.#before.get(path)
      if (before === undefined) writes.push(writeFile(path, content))
      else if (before !== content) edits.push(editFile(path, minimalEdits(before, content)))
    }
    return [...writes, ...edits]
  }
}
