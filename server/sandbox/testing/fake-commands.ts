import { systemClock } from '../../lib/clock.ts'

export type FakeResult = { exitCode: number; stdout: string; stderr: string }

export type FakeFiles = Map<string, string>

function result(exitCode: number, stdout = '', stderr = ''): FakeResult {
  return {
    exitCode,
    stdout,
    stderr,
  }
}

/**
 * Supports `true`, `false`, `echo TEXT`, `cat PATH`, `write PATH CONTENT`, `delete PATH`, `exit
 * CODE`, `sleep MS`; anything else exits with 127. Throws the signal's reason when aborted.
 */
export async function evaluate(
  command: string,
  files: FakeFiles,
  signal: AbortSignal,
): Promise<FakeResult> {
  const [name = '', first = '', ...rest] = command.trim().split(' ')
  switch (name) {
    case 'true':
      return result(0)
    case 'false':
      return result(1)
    case 'echo':
      return result(0, `${[first, ...rest].join(' ')}\n`)
    case 'cat': {
      const content = files.get(first)
      return content === undefined
        ? result(1, '', `cat: ${first}: No such file or directory\n`)
        : result(0, content)
    }
    case 'write':
      files.set(first, rest.join(' '))
      return result(0)
    case 'delete':
      files.delete(first)
      return result(0)
    case 'exit':
      return result(Number(first))
    case 'sleep':
      await systemClock.sleep(Number(first), signal)
      return result(0)
    default:
      return result(127, '', `${name}: command not found\n`)
  }
}
