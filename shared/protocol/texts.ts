import { limits } from '../limits.ts'
import { line, text } from '../text.ts'

export const Prompt = text({
  what: 'A message',
  max: limits.promptLength,
  empty: 'Write what you want first.',
})

export const PinText = text({
  what: 'A comment',
  max: limits.pinCommentLength,
  empty: 'Write a comment first.',
})

export const DeclineReason = text({
  what: 'A reason',
  max: limits.reasonLength,
  empty: 'Say why, in a few words.',
})

export const SessionName = line({
  what: 'A name',
  max: limits.nameLength,
  empty: 'Enter a name.',
})

export const VersionName = line({
  what: 'A name',
  max: limits.nameLength,
  empty: 'Enter a name.',
})

export const WorkspaceName = line({
  what: 'A name',
  max: limits.nameLength,
  empty: 'Enter a name for the workspace.',
})
