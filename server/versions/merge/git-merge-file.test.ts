import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { mergeTexts } from './merge-texts.ts'
import { type Case, randomCase } from './testing/random-texts.ts'

const folder = mkdtempSync(join(tmpdir(), 'fegg-merge-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** With Git's markers where texts conflict. */
function gitMerge({ base, ours, theirs }: Case): { conflicts: number; text: string } {
  for (const [name, text] of Object.entries({ base, ours, theirs }))
    writeFileSync(join(folder, name), text)
  const { status, stdout } = spawnSync('git', ['merge-file', '-p', 'ours', 'base', 'theirs'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  })
  if (status === null || status > 127)
    throw new Error(`git merge-file ended with ${status}. This test needs git.`)
  return { conflicts: status, text: stdout }
}

function ourMerge({ base, ours, theirs }: Case): { conflicts: number; text: string } {
  const merged = mergeTexts(base, ours, theirs, { timeoutMs: 60_000 })
  if (merged.clean) return { conflicts: 0, text: merged.text }
  const line = (text: string) => (text === '' || text.endsWith('\n') ? text : `${text}\n`)
  const text = merged.parts.map((part) =>
    part.is === 'same'
      ? part.text
      : `<<<<<<< ours\n${line(part.ours)}=======\n${line(part.theirs)}>>>>>>> theirs\n`,
  )
  return {
    conflicts: merged.parts.filter((part) => part.is === 'conflict').length,
    text: text.join(''),
  }
}

// in parts, for the time limit of a test
test.for([0, 500, 1_000, 1_500])(
  'rule 44.1: texts merge and conflict as `git merge-file` has them (random cases from %d)',
  (first) => {
    const seen = { clean: 0, conflicts: 0 }
    for (let seed = first + 1; seed <= first + 500; seed += 1) {
      const texts = randomCase(seed)
      const git = gitMerge(texts)
      expect(ourMerge(texts), `seed ${seed}: ${JSON.stringify(texts)}`).toEqual(git)
      if (git.conflicts === 0) seen.clean += 1
      else seen.conflicts += 1
    }
    expect(Math.min(seen.clean, seen.conflicts)).toBeGreaterThan(100)
  },
)
