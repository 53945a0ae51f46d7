import {
  IconAlertCircle,
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
  IconShieldCheck,
  IconTerminal2,
  IconVersions,
} from '@tabler/icons-react'
import type { RecordActivity } from '../../../shared/protocol/record.ts'

const icon = { size: 15, stroke: 1.7, 'aria-hidden': true } as const

function toolIcon(tool: string | null) {
  switch (tool) {
    case 'write_file':
    case 'edit_file':
      return <IconFilePencil {...icon} />
    case 'delete_file':
      return <IconFileX {...icon} />
    case 'read_file':
      return <IconEye {...icon} />
    case 'list_files':
      return <IconListDetails {...icon} />
    case 'search_files':
      return <IconFileSearch {...icon} />
    case 'run_command':
      return <IconTerminal2 {...icon} />
    case 'add_dependency':
      return <IconPackage {...icon} />
    case 'check_app':
      return <IconShieldCheck {...icon} />
    default:
      return <IconBulb {...icon} />
  }
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
