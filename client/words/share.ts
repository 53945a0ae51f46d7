import type { LinkRole } from '../../shared/roles.ts'

export const shareWords = {
  listFailed: 'Couldn’t load who has access.',
  createFailed: 'Couldn’t create the link.',
  used: (people: number) => {
    if (people === 0) return 'Not used yet'
    return `Used by ${people === 1 ? '1 person' : `${people} people`}`
  },
  createdBy: (name: string, at: Date) =>
    `created by ${name}, ${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`,
}

export const shareLeads: Record<LinkRole, string> = {
  viewer: 'Anyone with the link can watch this session, but not see the rest of the workspace.',
  suggester: 'Anyone with the link can watch, comment and write in the draft. Editors send it.',
  editor: 'Anyone with the link can build here, but not see the rest of the workspace.',
}
