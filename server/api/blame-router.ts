import { ElementBlameInput, FileBlameInput } from '../../shared/protocol/inputs/blame-inputs.ts'
import { blameElement } from '../versions/blame-element.ts'
import { blameFile } from '../versions/blame-file.ts'
import { router, sessionProcedure } from './trpc.ts'

export const blameRouter = router({
  file: sessionProcedure('session.view')
    .input(FileBlameInput)
    .query(({ ctx, input }) => blameFile(ctx.services.db, ctx.me.user.id, input)),
  element: sessionProcedure('session.view')
    .input(ElementBlameInput)
    .query(({ ctx, input }) => blameElement(ctx.services.db, ctx.me.user.id, input)),
})
