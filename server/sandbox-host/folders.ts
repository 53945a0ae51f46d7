import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import os from 'node:os'

/** Makes a folder that sandboxes' accounts may pass through, but not list. */
export async function passableFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o711)
}

/** Runs a program of the machine to its end, or kills it at the signal; at low priority unless it is urgent. */
export function runTool(
  program: string,
  args: string[],
  isUrgent: boolean,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      killSignal: 'SIGKILL',
      ...(signal && { signal }),
    })
    let output = ''
    child.stderr.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString('utf8')).slice(-1000)
    })
    child.once('error', reject)
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} failed: ${output.trim()}`)),
    )
    if (!isUrgent && child.pid !== undefined) {
      try {
        os.setPriority(child.pid, os.constants.priority.PRIORITY_LOW)
      } catch {
        // It has ended already.
      }
    }
  })
}

/** Removes a tree whatever its owner did to the permissions in it. */
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
