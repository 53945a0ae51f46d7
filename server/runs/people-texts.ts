import { namesOf } from '../../shared/names.ts'
import type { Person } from '../../shared/protocol/person.ts'

/**
 * Stored texts with people's names, which are written anew when an account is deleted. A string stands for the names as
 * they are.
 */
function named(people: readonly Person[] | string): string {
  return typeof people === 'string' ? people : namesOf(people)
}

/** In the timeline. */
export function startedTitle(people: readonly Person[] | string): string {
  return `Started work for ${named(people)}`
}

/** Of a version. */
export function versionReason(people: readonly Person[] | string): string {
  return `${named(people)} asked`
}
