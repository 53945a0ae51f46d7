import type { Turn } from '../conversation.ts'
import { type Reply, say } from '../reply.ts'
import type { Seen } from '../workspace.ts'
import type { Change } from './parse.ts'
export function changeReply(_turn: Turn, _paths: string[], _seen: Seen, _tools: ReadonlySet<string>, _changes: Change[]): Reply { return say('x') }
