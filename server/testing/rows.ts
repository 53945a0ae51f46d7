import type pg from 'pg'

export type Rows = <T extends pg.QueryResultRow = pg.QueryResultRow>(
  text: TemplateStringsArray,
  ...values: unknown[]
) => Promise<T[]>

/** SQL as a template whose values become parameters. */
export function rowsOf(on: pg.Pool | pg.ClientBase): Rows {
  return async <T extends pg.QueryResultRow>(text: TemplateStringsArray, ...values: unknown[]) => {
    const numbered = text.reduce((sql, part, index) => `${sql}$${index}${part}`)
    return (await on.query<T>(numbered, values)).rows
  }
}
