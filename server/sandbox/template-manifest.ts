import type { Clock } from '../lib/clock.ts'
import type { Machine } from './machine.ts'
import { hashApp } from './sandbox-files.ts'
import type { Manifest } from './tree-plan.ts'

/** Files in the app folder of every fresh sandbox of a template. */
export interface TemplateManifest {
  known(): Manifest | null
  /** `machine` must be fresh. */
  learn(machine: Machine): Promise<Manifest>
}

export function createTemplateManifest(clock: Clock): TemplateManifest {
  let manifest: Manifest | null = null
  return {
    known: () => manifest,
    async learn(machine) {
      manifest ??= await hashApp(machine, clock)
      return manifest
    },
  }
}
