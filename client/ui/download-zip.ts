import type { Id } from '../../shared/ids.ts'

/** The browser saves it while it comes. `now`: the files as they are. */
export function downloadZip(sessionId: Id, version: Id | 'now'): void {
  const link = document.createElement('a')
  link.href = `/zips/${sessionId}/${version}`
  link.download = ''
  link.click()
}
