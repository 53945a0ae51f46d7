/** How long a computation may take. It bounds work, so it is measured by the machine's own clock. */
export interface TimeBudget {
  leftMs(): number
  isOver(): boolean
}

export function startTimeBudget(ms: number): TimeBudget {
  const end = performance.now() + ms
  return {
    leftMs: () => Math.max(0, end - performance.now()),
    isOver: () => performance.now() > end,
  }
}
