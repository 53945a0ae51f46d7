import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { requirePipes } from './require-pipes.ts'

/** Sandbox accounts can traverse it but not list it. */
export async function passableFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o711)
}

/** Kills the program when stdin closes: on abort, or if the server dies. */
const guarded = `exec 3<&0
"$@" </dev/null & tool=$!
{ read -r _ <&3; kill -9 "$tool"; } 2>/dev/null & guard=$!
wait "$tool"; code=$?
kill "$guard" 2>/dev/null
exit "$code"`

/** Rejects on failure and abort. Low priority unless urgent. */
export function runTool(
  program: string,
  args: string[],
  isUrgent: boolean,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new Error(`${program} was aborted`))
    const command = [...(isUrgent ? [] : ['nice', '-n', '19']), program, ...args]
    const child = requirePipes(
      spawn('/bin/sh', ['-c', guarded, 'sh', ...command], { stdio: ['pipe', 'ignore', 'pipe'] }),
    )
    const callOff = () => child.stdin.end()
    child.stdin.on('error', () => undefined)
    signal?.addEventListener('abort', callOff, { once: true })
    let output = ''
    child.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-1000)
    })
    child.once('error', reject)
    child.once('close', (code) => {
      signal?.removeEventListener('abort', callOff)
      if (code === 0) resolve()
      else reject(new Error(`${program} failed: ${output.trim()}`))
    })
  })
}

/** Works whatever the permissions in the tree. */
export async function removeTree(folder: string, signal?: AbortSignal): Promise<void> {
  if (!existsSync(folder)) return
  try {
    await runTool('rm', ['-rf', '--', folder], false, signal)
  } catch {
    if (signal?.aborted) return
    await runTool('chmod', ['-R', 'u+rwx', '--', folder], false, signal)
    await runTool('rm', ['-rf', '--', folder], false, signal)
  }
}
