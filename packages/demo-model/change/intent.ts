/** Whether a request is worded as a change to what is there. */
export function isChangeRequest(request: string): boolean {
  return /^\W*(?:(?:please|now|then|and|also|ok|okay|next|can you|could you|would you|i want you to|i'd like you to|let's)[\s,]+)*(?:add|append|insert|remove|delete|drop|move|rename|change|replace|swap|turn|use|switch|set|hide|put|call it|update|edit|reorder|increase|decrease|reduce|more|less|give it|give the|make (?:it|the|everything|all|this|that|them|my)|show (?:it|the|them|\d)|the )\b/i.test(
    request,
  )
}
