import { DemoChatModel, type DemoModelOptions } from './model.ts'

export { DemoChatModel, type DemoModelOptions } from './model.ts'

/** Makes the built-in model: needs no key and no network. Options set its pace only. */
export function createDemoModel(options: DemoModelOptions = {}): DemoChatModel {
  return new DemoChatModel(options)
}
