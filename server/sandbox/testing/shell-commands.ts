import type { ContractSubject } from './sandboxes-contract.ts'

export const shellCommands: ContractSubject['commands'] = {
  write: (path, content) => `printf %s '${content}' > ${path}`,
  remove: (path) => `rm ${path}`,
  cat: (path) => `cat ${path}`,
  sleep: (ms) => `sleep ${ms / 1000}`,
  exit: (code) => `exit ${code}`,
}
