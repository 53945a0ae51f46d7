export const followWords = {
  followsYou: (name: string) => `${name} is following you, so you lead.`,
  left: (name: string) => `${name} has left.`,
}
