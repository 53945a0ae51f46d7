import { type Bus, BusMessage } from '../../bus/bus.ts'

/**
 * A node gets its own messages at once, others' when the test delivers: in order, perhaps lost or
 * repeated (rule 10).
 */
export function createFuzzBus() {
  const nodes = new Map<object, { queue: string[]; hear: (message: BusMessage) => void }>()
  const queueOf = (index: number) => [...nodes.values()][index % Math.max(1, nodes.size)]
  return {
    attach(): Bus {
      const listeners = new Set<(message: BusMessage) => void>()
      const hear = (message: BusMessage) => {
        for (const listener of listeners) listener(message)
      }
      const self = {}
      nodes.set(self, { queue: [], hear })
      return {
        publish(message) {
          hear(message)
          for (const [other, { queue }] of nodes)
            if (other !== self) queue.push(JSON.stringify(message))
        },
        subscribe(listener) {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        async close() {
          listeners.clear()
          nodes.delete(self)
        },
      }
    },
    get waiting(): number {
      return [...nodes.values()].reduce((sum, { queue }) => sum + queue.length, 0)
    },
    deliver(index: number, count: number): void {
      const node = queueOf(index)
      for (const text of node?.queue.splice(0, count) ?? [])
        node?.hear(BusMessage.parse(JSON.parse(text)))
    },
    lose(index: number, count: number): void {
      queueOf(index)?.queue.splice(0, count)
    },
    double(index: number, count: number): void {
      const queue = queueOf(index)?.queue
      queue?.unshift(...queue.slice(0, count))
    },
  }
}

export type FuzzBus = ReturnType<typeof createFuzzBus>
