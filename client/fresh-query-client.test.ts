import { QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { FreshQueryClient } from './fresh-query-client.ts'

function observed() {
  const client = new FreshQueryClient({ defaultOptions: { queries: { retry: false } } })
  const asked: Array<PromiseWithResolvers<string[]>> = []
  const observer = new QueryObserver(client, {
    queryKey: ['invites'],
    queryFn: () => {
      const answer = Promise.withResolvers<string[]>()
      asked.push(answer)
      return answer.promise
    },
  })
  const stop = observer.subscribe(() => {})
  return { client, asked, shown: () => observer.getCurrentResult().data, stop }
}

test('rule 6.7: an invite created before the list has loaded shows in it', async () => {
  const { client, asked, shown, stop } = observed()
  const fresh = client.invalidateQueries({ queryKey: ['invites'] })
  asked[0]?.resolve([])
  await expect.poll(() => asked.length).toBe(2)
  asked[1]?.resolve(['made'])
  await fresh
  expect(shown()).toEqual(['made'])
  stop()
})

test('a first fetch that fails is repeated too', async () => {
  const { client, asked, shown, stop } = observed()
  const fresh = client.invalidateQueries()
  asked[0]?.reject(new Error('cut'))
  await expect.poll(() => asked.length).toBe(2)
  asked[1]?.resolve(['made'])
  await fresh
  expect(shown()).toEqual(['made'])
  stop()
})

test('a query that has loaded is fetched once', async () => {
  const { client, asked, shown, stop } = observed()
  asked[0]?.resolve([])
  await expect.poll(shown).toEqual([])
  const fresh = client.invalidateQueries({ queryKey: ['invites'] })
  asked[1]?.resolve(['made'])
  await fresh
  expect(asked).toHaveLength(2)
  expect(shown()).toEqual(['made'])
  stop()
})
