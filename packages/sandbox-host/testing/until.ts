const stepMs = 20

/** Returns the first truthy `check`. Throws after `timeoutMs`. */
export async function until<T>(
  check: () => T | Promise<T>,
  what: string,
  timeoutMs = 10_000,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`gave up after ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, stepMs))
  }
}
