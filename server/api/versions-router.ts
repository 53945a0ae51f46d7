import { InSession } from '../../shared/protocol/inputs/session-inputs.ts'
import {
  CompareVersionsInput,
  ListVersionsInput,
  NameVersionInput,
  OneVersionInput,
  StarVersionInput,
  VersionFileInput,
} from '../../shared/protocol/inputs/version-inputs.ts'
import { compareVersions } from '../versions/compare-versions.ts'
import { listVersions, oneVersion, versionFilters } from '../versions/list-versions.ts'
import { nameVersion } from '../versions/name-version.ts'
import { starVersion } from '../versions/star-version.ts'
import { versionFile } from '../versions/version-file.ts'
import { router, sessionProcedure } from './trpc.ts'

export const versionsRouter = router({
  list: sessionProcedure('session.view')
    .input(ListVersionsInput)
    .query(({ ctx, input }) => listVersions(ctx.services.db, ctx.me.user.id, input)),
  get: sessionProcedure('session.view')
    .input(OneVersionInput)
    .query(({ ctx, input }) => oneVersion(ctx.services.db, ctx.me.user.id, input)),
  filters: sessionProcedure('session.view')
    .input(InSession)
    .query(({ ctx, input }) => versionFilters(ctx.services.db, input.sessionId)),
  compare: sessionProcedure('session.view')
    .input(CompareVersionsInput)
    .query(({ ctx, input }) => compareVersions(ctx.services.db, input)),
  file: sessionProcedure('session.view')
    .input(VersionFileInput)
    .query(({ ctx, input }) => versionFile(ctx.services.db, input)),
  name: sessionProcedure('version.mark')
    .input(NameVersionInput)
    .mutation(({ ctx, input }) => nameVersion(ctx.services, input)),
  star: sessionProcedure('version.mark')
    .input(StarVersionInput)
    .mutation(({ ctx, input }) => starVersion(ctx.services, { ...input, by: ctx.me.user.id })),
})
