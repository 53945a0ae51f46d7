import { type BaseMessage, HumanMessage } from '@langchain/core/messages'

/**
 * True for what a person said while a run was working. The agent marks such a message by
 * `additional_kwargs.steer`; it belongs to the request before it.
 */
export function isSteer(message: BaseMessage): boolean {
  return HumanMessage.isInstance(message) && message.additional_kwargs['steer'] === true
}
