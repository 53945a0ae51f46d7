import type { SandboxState } from '../../../shared/protocol/session-state.ts'

export function sandboxWord(state: SandboxState): string {
  switch (state) {
    case 'starting':
      return 'Starting'
    case 'ready':
      return 'Ready'
    case 'asleep':
      return 'Asleep'
    case 'failed':
      return 'Failed'
  }
}
