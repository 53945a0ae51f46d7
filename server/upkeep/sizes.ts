import { sql } from 'drizzle-orm'
import type { Db } from '../../drizzle/types.ts'

const counted = [
  'sessions',
  'messages',
  'events',
  'runs',
  'tool_calls',
  'versions',
  'blobs',
  'trees',
  'session_pictures',
  'users',
  'workspaces',
] as const

/**
 * Gauges: sessions that live and that are in the bin, guests, waiting runs, and for each large table its bytes and (as the
 * planner knows them, since counting takes long) its rows.
 */
export async function readSizes(db: Db): Promise<Record<string, number>> {
  const {
    rows: [counts],
  } = await db.execute<Record<string, number>>(sql`select
    (select count(*)::int from sessions where deleted_at is null) as sessions,
    (select count(*)::int from sessions where deleted_at is not null) as deleted_sessions,
    (select count(*)::int from users where guest) as guests,
    (select count(*)::int from runs where status = 'queued') as waiting_runs`)
  const tables = await db.execute<{ name: string; rows: number; bytes: number }>(sql`
    select c.relname as name, greatest(c.reltuples, 0)::float8 as rows,
      pg_total_relation_size(c.oid)::float8 as bytes
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r'
      and c.relname in (${sql.join(
        counted.map((name) => sql`${name}`),
        sql`, `,
      )})`)
  return Object.fromEntries([
    ...Object.entries(counts ?? {}).map(([name, value]) => [`fegg_${name}`, value]),
    ...tables.rows.flatMap(({ name, rows, bytes }) => [
      [`fegg_table_${name}_rows`, rows],
      [`fegg_table_${name}_bytes`, bytes],
    ]),
  ])
}
