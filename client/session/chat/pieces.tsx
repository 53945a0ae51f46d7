import type { Piece } from './tool-words.ts'

export function Pieces({ of }: { of: readonly Piece[] }) {
  return of.map((piece, index) =>
    typeof piece === 'string' ? piece : <code key={`${index}-${piece.code}`}>{piece.code}</code>,
  )
}
