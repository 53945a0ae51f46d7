import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { newId } from '../../shared/ids.ts'
import { sendMessage } from '../runs/send-message.ts'
import { forEachDatabase } from '../testing/database.ts'
import { openSpine } from '../testing/spine.ts'
import { changeFiles } from '../versions/working-tree.ts'

forEachDatabase((_name, open) => {
  test('rule 1.3: events, queue and files wait for the transaction that has locked the session', async () => {
    await using database = await open()
    await using spine = await openSpine(database, [])
    const anna = await spine.person('Anna')
    const sessionId = await spine.session(anna)
    const order: string[] = []
    const locked = Promise.withResolvers<void>()
    const first = spine
      .lockSession(sessionId, async () => {
        locked.resolve()
        // long enough for the others to commit if they didn't wait
        await pause(300)
        order.push('first')
      })
      .then(() => order.push('committed'))
    await locked.promise
    const note = (name: string) => (work: Promise<unknown>) => work.then(() => order.push(name))
    await Promise.all([
      first,
      note('event')(
        spine.lockSession(sessionId, async ({ emit }) => emit({ type: 'queue_changed' })),
      ),
      note('queue')(
        sendMessage(spine.commands, {
          id: newId(),
          sessionId,
          authorId: anna.id,
          text: 'hello',
          delivery: 'after',
        }),
      ),
      note('files')(
        spine.lockSession(sessionId, (transaction) =>
          changeFiles(transaction, [{ path: 'src/a.ts', content: 'a' }], null),
        ),
      ),
    ])
    expect(order[0]).toBe('first')
    expect(order.toSorted()).toEqual(['committed', 'event', 'files', 'first', 'queue'])
  })
})
