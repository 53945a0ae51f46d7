import type { ChildProcess } from 'node:child_process'

/**
 * Throws for a child that could not get its pipes, as without open files: Node returns it without streams, and an error
 * that it emits later would end the process.
 */
export function requirePipes<T extends ChildProcess>(child: T): T {
  if ('stdio' in child) return child
  // the types don't know that it may be missing
  const failed: ChildProcess = child
  failed.once('error', () => undefined)
  throw Object.assign(new Error('spawn EMFILE: too many open files'), { code: 'EMFILE' })
}
