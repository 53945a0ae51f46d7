import { execFile } from 'node:child_process'
import { mkdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findBun } from './bun.ts'
import { nodeOptions } from './daemon-process.ts'

const run = promisify(execFile)

/** Machine paths of programs that sandboxes get. */
export interface Toolchain {
  node: string
  bun: string
  /** Folder of the daemon, as JavaScript. */
  guest: string
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url))
}

/** Throws if there is no Bun. */
export function findToolchain(runFolder: string): Toolchain {
  const guest = path.join(runFolder, 'guest')
  mkdirSync(guest)
  return {
    node: realpathSync(process.execPath),
    bun: findBun(),
    guest,
  }
}

export async function buildGuest({ node, guest }: Toolchain): Promise<void> {
  await run(node, [...nodeOptions, here('./strip-guest.ts'), here('../guest'), guest])
}
