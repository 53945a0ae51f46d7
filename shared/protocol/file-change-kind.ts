import { z } from 'zod'

export const FileChangeKind = z.enum(['created', 'edited', 'deleted'])
export type FileChangeKind = z.infer<typeof FileChangeKind>
