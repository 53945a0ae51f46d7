export { type HostHandle, type SandboxesOptions, createSandboxes } from './sandboxes.ts'
