import type { Page } from 'playwright-core'

/** What one visit may say to the server. `boundConsole` keeps usual pages far below. */
const floodLimits = { events: 5_000, characters: 20_000_000 } as const

/** Resolves when a page says more than a visit may: a worker's console, say, or what it throws or asks for in a loop. */
export function floodOf(page: Page): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let events = 0
  let characters = 0
  const count = ({ length }: { length: number }) => {
    events += 1
    characters += length
    if (events > floodLimits.events || characters > floodLimits.characters) resolve()
  }
  page.on('console', (line) => count(line.text()))
  page.on('pageerror', (error) => count(error.message))
  page.on('request', (request) => count(request.url()))
  page.on('framenavigated', (frame) => count(frame.url()))
  page.on('websocket', (socket) => {
    count(socket.url())
    socket.on('framesent', ({ payload }) => count(payload))
    socket.on('framereceived', ({ payload }) => count(payload))
  })
  return promise
}
