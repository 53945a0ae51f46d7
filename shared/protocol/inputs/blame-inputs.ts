import { z } from 'zod'
import { Id } from '../../ids.ts'
import { SourcePlace } from '../source-place.ts'
import { VersionFileInput } from './version-inputs.ts'

export const FileBlameInput = VersionFileInput.omit({ whole: true })

export const ElementBlameInput = z.object({ sessionId: Id, place: SourcePlace })
