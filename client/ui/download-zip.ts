/** The browser saves it while it comes. `version`: a version's id, or `now` for the files as they are. */
export function downloadZip(sessionId: string, version: string): void {
  const link = document.createElement('a')
  link.href = `/zips/${sessionId}/${version}`
  link.download = ''
  link.click()
}
