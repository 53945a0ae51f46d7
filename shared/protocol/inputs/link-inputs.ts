import { z } from 'zod'
import { Id } from '../../ids.ts'
import { LinkToken } from '../link-token.ts'

export const TokenInput = z.object({ token: LinkToken })

export const InviteInput = z.object({ workspaceId: Id, id: Id })

export const ReplaceInviteInput = InviteInput.extend({ token: LinkToken })

export const ShareLinkInput = z.object({ sessionId: Id, id: Id })

export const ReplaceShareLinkInput = ShareLinkInput.extend({ token: LinkToken })
