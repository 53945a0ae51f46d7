import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'

/** Each message gets one reply. Disposing of it kills the process. `errors` is an open file for what it writes there. */
export function startChild<T extends z.ZodType>(
  path: string,
  answers: T,
  options: { env?: Record<string, string>; execArgv?: string[]; errors?: number } = {},
) {
  const child: ChildProcess = fork(fileURLToPath(new URL(path, import.meta.url)), {
    stdio: ['inherit', 'inherit', options.errors ?? 'inherit', 'ipc'],
    execArgv: [...process.execArgv, ...(options.execArgv ?? [])],
    env: { ...process.env, ...options.env },
  })
  const next = (): Promise<z.infer<T>> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null) =>
        reject(new Error(`a process of the bench ended with ${code}: ${path}`))
      child.once('exit', onExit)
      child.once('message', (message) => {
        child.off('exit', onExit)
        resolve(answers.parse(message))
      })
    })
  return {
    next,
    async ask(message: object): Promise<z.infer<T>> {
      const answer = next()
      child.send(message)
      return answer
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
