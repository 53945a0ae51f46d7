import { fuzzPart } from './play.ts'

fuzzPart(0)
