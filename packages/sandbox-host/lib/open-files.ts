import { execFileSync } from 'node:child_process'

/** Below this, not even a few sandboxes start. */
export const leastOpenFiles = 1_024

/** As Node has set it: it raises the limit as far as it may. */
function openFilesLimit(): number {
  const limit = execFileSync('/bin/sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit)
}

/** A sentence for the operator if this process may open too few files; else null. */
export function whyTooFewFiles(limit = openFilesLimit()): string | null {
  if (!(limit < leastOpenFiles)) return null
  return (
    `this process may open ${limit} files at once, and at least ${leastOpenFiles} are needed; to fix it: ` +
    'raise the limit before the start, in a shell by `ulimit -n 65536`, in a systemd unit by ' +
    'LimitNOFILE=65536, in Docker by --ulimit nofile=65536'
  )
}
