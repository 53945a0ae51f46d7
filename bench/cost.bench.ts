import { doorRows } from './cost/doors.ts'
import { malformedFrames } from './cost/floods.ts'
import { silentReaders } from './cost/silent-readers.ts'
import type { Row } from './row.ts'

export default async (): Promise<Row[]> => [
  ...(await doorRows()),
  ...(await malformedFrames()),
  ...(await silentReaders()),
]
