import {
  IconAlertCircle,
  IconArrowBackUp,
  IconBox,
  IconBulb,
  IconEye,
  IconFilePencil,
  IconFileSearch,
  IconFileX,
  IconListDetails,
  IconMapPin,
  IconMessage,
  IconPackage,
  IconPlayerPlay,
  IconPointer,
  IconShieldCheck,
  IconTerminal2,
  IconVersions,
} from '@tabler/icons-react'
import type { RecordActivity } from '../../../shared/protocol/record-activity.ts'
import { type ToolIcon, wordsOfTool } from '../../../shared/tools.ts'

const icon = { size: 15, stroke: 1.7, 'aria-hidden': true } as const

const toolIcons: Record<ToolIcon, typeof IconBulb> = {
  write: IconFilePencil,
  remove: IconFileX,
  eye: IconEye,
  list: IconListDetails,
  search: IconFileSearch,
  terminal: IconTerminal2,
  package: IconPackage,
  shield: IconShieldCheck,
  versions: IconVersions,
  undo: IconArrowBackUp,
  pointer: IconPointer,
}

function toolIcon(tool: string | null) {
  const words = tool === null ? null : wordsOfTool(tool)
  const Icon = words ? toolIcons[words.icon] : IconBulb
  return <Icon {...icon} />
}

export function ActivityIcon({ entry }: { entry: RecordActivity }) {
  switch (entry.kind) {
    case 'message':
      return <IconMessage {...icon} />
    case 'run':
      return <IconPlayerPlay {...icon} />
    case 'tool':
      return toolIcon(entry.tool)
    case 'version':
      return <IconVersions {...icon} />
    case 'sandbox':
      return <IconBox {...icon} />
    case 'pin':
      return <IconMapPin {...icon} />
    case 'error':
      return <IconAlertCircle {...icon} />
  }
}
