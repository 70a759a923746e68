/**
 * Files that somebody puts to what they write: those that are on their way, those that are there, and why others were not
 * taken. Owns the limits as a page says them; what is there is kept by whoever keeps what is written.
 */
import { create } from "zustand"
import { mostBytes, mostFiles, tooLarge, tooMany } from "../../../../../core/files/FileLimits.ts"
import type { Upload } from "../../../../../core/files/Upload.ts"
import { announce } from "../ui/Announce.ts"
import { bring, takeBack } from "./UploadFile.ts"

export interface OnItsWay {
  readonly key: number
  readonly name: string
  readonly bytes: number
  /** From 0 to 1. */
  readonly share: number
  readonly giveUp: () => void
}

export interface BroughtFiles {
  readonly there: ReadonlyArray<Upload>
  readonly coming: ReadonlyArray<OnItsWay>
  /** Each with its reason, the latest try alone. */
  readonly refused: ReadonlyArray<string>
  readonly add: (files: ReadonlyArray<File>) => void
  readonly remove: (upload: Upload) => void
}

let last = 0

const whyNot = ({ size }: File, room: number): string | undefined => {
  if (room <= 0) return tooMany
  if (size > mostBytes) return tooLarge(size)
  return size === 0 ? "it is empty" : undefined
}

interface AtPlace {
  readonly coming: ReadonlyArray<OnItsWay>
  readonly refused: ReadonlyArray<string>
}

const nothing: AtPlace = { coming: [], refused: [] }

/** By the place where it is written: who looks elsewhere meanwhile finds it on its way, and sends nothing without it. */
const useComing = create<{ readonly places: ReadonlyMap<string, AtPlace> }>()(() => ({ places: new Map() }))

const changeAt = (place: string, next: (now: AtPlace) => AtPlace): void =>
  useComing.setState(({ places }) => ({ places: new Map(places).set(place, next(places.get(place) ?? nothing)) }))

/** As which one each upload was given. */
const given = new Map<string, number>()

/** In the order in which they were given, whichever came first. */
const among = (there: ReadonlyArray<Upload>, upload: Upload): ReadonlyArray<Upload> => {
  const as = given.get(upload.id) ?? 0
  const after = there.findIndex(({ id }) => (given.get(id) ?? 0) > as)
  return there.toSpliced(after < 0 ? there.length : after, 0, upload)
}

/** `change` is told what is there from now on; it may be called after whoever asked for it is gone. */
export const useBringing = (
  place: string,
  there: ReadonlyArray<Upload>,
  change: (next: (now: ReadonlyArray<Upload>) => ReadonlyArray<Upload>) => void
): BroughtFiles => {
  const { coming, refused } = useComing(({ places }) => places.get(place)) ?? nothing
  const setComing = (next: (now: AtPlace["coming"]) => AtPlace["coming"]) =>
    changeAt(place, (now) => ({ ...now, coming: next(now.coming) }))

  const refuse = (words: string) => {
    announce(words)
    changeAt(place, (now) => ({ ...now, refused: [...now.refused, words] }))
  }
  const begin = (file: File) => {
    const key = ++last
    const { brought, giveUp } = bring(file, (share) =>
      setComing((now) => now.map((each) => (each.key === key ? { ...each, share } : each)))
    )
    setComing((now) => [...now, { key, name: file.name, bytes: file.size, share: 0, giveUp }])
    void brought.then((came) => {
      setComing((now) => now.filter((each) => each.key !== key))
      if (came === undefined) return
      if (came.ok) {
        given.set(came.upload.id, key)
        change((now) => among(now, came.upload))
        announce(`${came.upload.name} is there`)
      } else refuse(`${file.name}: ${came.why}`)
    })
  }
  return {
    there,
    coming,
    refused,
    add: (files) => {
      changeAt(place, (now) => ({ ...now, refused: [] }))
      let room = mostFiles - there.length - coming.length
      for (const file of files) {
        const why = whyNot(file, room)
        if (why !== undefined) {
          refuse(`${file.name}: ${why}`)
          continue
        }
        room--
        begin(file)
      }
    },
    remove: ({ id, name }) => {
      takeBack(id)
      change((now) => now.filter((each) => each.id !== id))
      announce(`${name} is not sent`)
    }
  }
}
