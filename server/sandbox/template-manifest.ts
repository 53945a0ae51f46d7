import type { Clock } from '../lib/clock.ts'
import type { Machine } from './machine.ts'
import { hashApp } from './sandbox-files.ts'
import type { Manifest } from './tree-plan.ts'

/** What a fresh sandbox's app folder holds: the same for all that are made from one template. */
export interface TemplateManifest {
  known(): Manifest | null
  /** Learns it from a fresh machine into which nothing has been written yet. */
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
