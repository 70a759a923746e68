/** Where the service hands out files, and where it takes them. Pure. */
import { attachedFile } from "../../../../../core/control/protocol/FileIds.ts"

const api = "/api/v1"

const fileAddress = (turn: string, file: string): string =>
  `${api}/turns/${encodeURIComponent(turn)}/files/${encodeURIComponent(file)}`

/** Of what came with a message, by its place in it. */
export const attachedAddress = (turn: string, place: number): string => fileAddress(turn, attachedFile(place))

/** Of what an agent sent. */
export const sentAddress = (turn: string, key: string): string => fileAddress(turn, key)

export const uploadAddress = (name: string): string => `${api}/uploads?name=${encodeURIComponent(name.toWellFormed())}`

export const uploadedAddress = (upload: string): string => `${api}/uploads/${encodeURIComponent(upload)}`
