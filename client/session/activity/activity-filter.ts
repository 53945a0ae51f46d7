import type { RecordActivity } from '../../../shared/protocol/record-activity.ts'

export const filters = [
  { id: 'all', label: 'All' },
  { id: 'tools', label: 'Tools' },
  { id: 'runs', label: 'Runs' },
  { id: 'pins', label: 'Comments' },
  { id: 'errors', label: 'Errors' },
] as const

export type FilterId = (typeof filters)[number]['id']

export function passes(entry: RecordActivity, filter: FilterId): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'tools':
      return entry.kind === 'tool'
    case 'runs':
      return entry.kind === 'run' || entry.kind === 'message' || entry.kind === 'version'
    case 'pins':
      return entry.kind === 'pin'
    case 'errors':
      return entry.kind === 'error' || entry.state === 'failed'
  }
}
