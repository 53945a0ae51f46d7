import type { FileConflict, Resolution } from '../../../shared/protocol/merge-view.ts'
import type { Content } from './contents.ts'

/** People's answers to conflicts. One answers only the conflict whose path and key it names. */
export class Answers {
  readonly #resolutions: readonly Resolution[]
  readonly #used = new Set<Resolution>()

  constructor(resolutions: readonly Resolution[]) {
    this.#resolutions = resolutions
  }

  find({ path, key }: FileConflict): Resolution | null {
    const found = this.#resolutions.findLast(
      (resolution) => resolution.path === path && resolution.key === key,
    )
    for (const resolution of this.#resolutions)
      if (resolution.path === path && resolution.key === key) this.#used.add(resolution)
    return found ?? null
  }

  /** Null if there is no answer; null content deletes the file. */
  to(
    conflict: FileConflict,
    sides: { ours: Content | null; theirs: Content | null },
  ): { content: Content | null } | null {
    const resolution = this.find(conflict)
    if (!resolution) return null
    if ('take' in resolution) return { content: sides[resolution.take] }
    return { content: resolution.content === null ? null : { text: resolution.content } }
  }

  /** Paths of answers to no conflict. */
  stale(): string[] {
    const paths = this.#resolutions.flatMap((resolution) =>
      this.#used.has(resolution) ? [] : [resolution.path],
    )
    return [...new Set(paths)]
  }
}
