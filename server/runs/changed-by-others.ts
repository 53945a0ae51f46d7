import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { events, runs, steps, users, workingFiles } from '../../drizzle/schema.ts'
import type { Db, RunRow } from '../../drizzle/types.ts'

const Found = z.object({ name: z.string().nullable() }).array()

/**
 * Who changed the file in an action of their own (an undo, a restore, an edit) after the agent last
 * read or changed it, in this run or an earlier one that it is told of. Null: nobody, the file is
 * as the agent had it again, or the agent has never had it.
 */
export async function changedByOthers(
  db: Db,
  run: Pick<RunRow, 'id' | 'sessionId'>,
  path: string,
): Promise<string | null> {
  const { rows } = await db.execute(sql`
    with seen as (
      select max(ended.seq) as seq
      from ${events} ended
      join ${steps} step on step.run_id::text = ended.event->>'runId'
        and step.step = (ended.event->>'step')::int
      cross join lateral jsonb_array_elements(step.tool_calls) call
      where ended.session_id = ${run.sessionId} and ended.event->>'type' = 'tool_end'
        and call->>'id' = ended.event->>'callId' and call->'args'->>'path' = ${path}
        and call->>'name' in ('read_file', 'edit_file', 'write_file', 'delete_file')
    )
, had as (
      -- null: as the session began
      select changed.event->>'hash' as hash
      from ${events} changed
      join seen on changed.seq <= seen.seq
      where changed.session_id = ${run.sessionId} and changed.event->>'type' = 'file_changed'
        and changed.event->>'path' = ${path}
      order by changed.seq desc
      limit 1
    )
    select person.name as name
    from ${events} changed
    join seen on changed.seq > seen.seq
    left join ${runs} other on other.id::text = changed.event->>'runId'
    left join ${users} person on person.id = other.author_id
    where changed.session_id = ${run.sessionId} and changed.event->>'type' = 'file_changed'
      and changed.event->>'path' = ${path}
      and (other.id is null or (other.action is not null and other.id <> ${run.id}))
      and not exists (
        select 1 from had join ${workingFiles} file on file.hash = had.hash
        where file.session_id = ${run.sessionId} and file.path = ${path}
      )
    order by changed.seq desc
    limit 1
  `)
  const [found] = Found.parse(rows)
  return found ? (found.name ?? 'somebody') : null
}
