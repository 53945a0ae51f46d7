export interface Change { describe: string }
export function parseChanges(_request: string): Change[] { return [] }
