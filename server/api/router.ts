import { accountRouter } from './account-router.ts'
import { activityRouter } from './activity-router.ts'
import { authRouter } from './auth-router.ts'
import { blameRouter } from './blame-router.ts'
import { eventsRouter } from './events-router.ts'
import { forksRouter } from './forks-router.ts'
import { invitesRouter } from './invites-router.ts'
import { looksRouter } from './looks-router.ts'
import { membersRouter } from './members-router.ts'
import { messagesRouter } from './messages-router.ts'
import { pinsRouter } from './pins-router.ts'
import { previewRouter } from './preview-router.ts'
import { runsRouter } from './runs-router.ts'
import { sessionsRouter } from './sessions-router.ts'
import { sharesRouter } from './shares-router.ts'
import { storyRouter } from './story-router.ts'
import { suggestionsRouter } from './suggestions-router.ts'
import { undoRouter } from './undo-router.ts'
import { assertRules, publicProcedure, router } from './trpc.ts'
import { versionsRouter } from './versions-router.ts'
import { visitsRouter } from './visits-router.ts'
import { workspacesRouter } from './workspaces-router.ts'

export const appRouter = router({
  app: router({ info: publicProcedure.query(({ ctx }) => ctx.services.info) }),
  auth: authRouter,
  account: accountRouter,
  workspaces: workspacesRouter,
  members: membersRouter,
  invites: invitesRouter,
  sessions: sessionsRouter,
  shares: sharesRouter,
  messages: messagesRouter,
  activity: activityRouter,
  runs: runsRouter,
  suggestions: suggestionsRouter,
  undo: undoRouter,
  forks: forksRouter,
  pins: pinsRouter,
  preview: previewRouter,
  versions: versionsRouter,
  looks: looksRouter,
  story: storyRouter,
  blame: blameRouter,
  visits: visitsRouter,
  events: eventsRouter,
})

assertRules(appRouter._def.procedures)

export type AppRouter = typeof appRouter
