import { z } from 'zod'

/** `ratio` compares with `versus`. `goal` limits the ratio, or else the value. */
export const Row = z.object({
  name: z.string(),
  versus: z.string(),
  value: z.number(),
  unit: z.string(),
  ratio: z.number().nullable(),
  goal: z.number().nullable(),
  met: z.boolean().nullable(),
})
export type Row = z.infer<typeof Row>

/** Pass `met` where more is better. */
export function row(figure: Omit<Row, 'met'> & { met?: boolean }): Row {
  const { goal, ratio, value } = figure
  const met = goal === null ? null : (figure.met ?? (ratio ?? value) <= goal)
  return { ...figure, met }
}

/** Nearest rank. NaN without values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const rank = Math.ceil((percent / 100) * sorted.length)
  return sorted[Math.max(0, rank - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? Number.NaN
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN
  return (lower + upper) / 2
}
