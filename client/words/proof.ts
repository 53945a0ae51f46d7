export const proofWords = {
  count: (pictures: number) => (pictures === 1 ? '1 picture' : `${pictures} pictures`),
  title: (version: number) => `Pictures of version ${version}`,
  place: (at: number, all: number) => `${at} of ${all}`,
  failed: 'This picture couldn’t be loaded.',
}
