import { z } from 'zod'
import { Id } from '../../ids.ts'
import { Delivery } from '../delivery.ts'
import { DraftState } from '../draft.ts'
import { Prompt } from '../texts.ts'

/** A text, or the shared draft as its sender saw it. */
export const Said = z.union([z.object({ text: Prompt }), z.object({ draft: DraftState })])
export type Said = z.infer<typeof Said>

export const SendInput = z.object({ id: Id, sessionId: Id }).and(Said).and(Delivery)

/** Entries before this order; null: the newest. */
export const PageInput = z.object({ sessionId: Id, before: z.int().nullable() })
