import { expect, test } from 'vitest'
import { forEachDatabase } from '../testing/database.ts'
import { createAgent, readModelEnv, setupCheckpointer } from './index.ts'
import { fakeRun, keptLog } from './testing/run-context.ts'
import { type ScriptedStep, scriptedEntry } from './testing/scripted-model.ts'
import { rowsOf } from '../testing/rows.ts'

const script: ScriptedStep[] = [
  { text: 'One.', toolCalls: [{ name: 'write_file', args: { path: 'a.ts', content: 'a' } }] },
  { text: 'Two.', toolCalls: [{ name: 'read_file', args: { path: 'a.ts' } }] },
  { text: 'Done.' },
]

forEachDatabase((_name, open) => {
  test('rule 8: a killed run goes on from its checkpoint, and leaves none at its end', async () => {
    await using database = await open()
    const run = fakeRun()
    let killed = false
    run.rows.onMoment = (moment, what) => {
      if (killed || moment !== 'before endTool' || what !== 'call-1-0') return
      killed = true
      throw new Error('killed')
    }
    const count = async (): Promise<number> => {
      const rows = await rowsOf(database.pool)`
        select (select count(*) from langgraph.checkpoints where thread_id = ${run.runId})
          + (select count(*) from langgraph.checkpoint_writes where thread_id = ${run.runId})
          + (select count(*) from langgraph.checkpoint_blobs where thread_id = ${run.runId}) as n`
      return Number(rows[0]?.['n'])
    }
    const attempt = async (number: number) => {
      const agent = await createAgent({
        env: readModelEnv({}),
        checkpointer: { database: database.connection },
        log: keptLog(),
        models: [scriptedEntry(script)],
      })
      try {
        return await agent.run(run.attempt(number, new AbortController().signal))
      } finally {
        await agent.close()
      }
    }
    await expect(attempt(1)).rejects.toThrow('killed')
    expect(await count()).toBeGreaterThan(0)
    expect(await attempt(2)).toEqual({ ok: true })
    expect(run.rows.events.filter((event) => event.startsWith('step'))).toEqual([
      'step 0: One.',
      'step 1: Two.',
      'step 2: Done.',
    ])
    expect(await attempt(3)).toEqual({ ok: true })

    const agent = await createAgent({
      env: readModelEnv({}),
      checkpointer: { database: database.connection },
      log: keptLog(),
      models: [],
    })
    await agent.forget(run.runId)
    await agent.close()
    expect(await count()).toBe(0)
  })

  test('setting up again does no harm', async () => {
    await using database = await open()
    await setupCheckpointer(database.connection, 'langgraph')
    await setupCheckpointer(database.connection, 'langgraph')
  })
})
