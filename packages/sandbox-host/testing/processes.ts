export { processesBelow } from '../usage/usage.ts'
