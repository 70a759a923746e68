/**
 * Files that are let go of over the page: they go to what is written there now, and never open in place of the page. Owns
 * who takes them when a form opens over another: the latest.
 */
import { useEffect, useRef, useState } from "react"

interface Taker {
  readonly take: (files: ReadonlyArray<File>) => void
  readonly hover: (over: boolean) => void
}

const takers: Array<Taker> = []

const carriesFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false

const over = (event: DragEvent) => {
  if (!carriesFiles(event)) return
  event.preventDefault()
  const taker = takers.at(-1)
  if (event.dataTransfer !== null) event.dataTransfer.dropEffect = taker === undefined ? "none" : "copy"
  taker?.hover(true)
}

const left = (event: DragEvent) => {
  // out of the window, and not from one part of it to another
  if (event.relatedTarget === null) takers.at(-1)?.hover(false)
}

const dropped = (event: DragEvent) => {
  if (!carriesFiles(event)) return
  event.preventDefault()
  const taker = takers.at(-1)
  taker?.hover(false)
  taker?.take([...(event.dataTransfer?.files ?? [])])
}

const listen = () => {
  window.addEventListener("dragover", over)
  window.addEventListener("dragleave", left)
  window.addEventListener("drop", dropped)
}

const stopListening = () => {
  window.removeEventListener("dragover", over)
  window.removeEventListener("dragleave", left)
  window.removeEventListener("drop", dropped)
}

/** Whether files are held over the page now. `takes` false: they go nowhere. */
export const useDropping = (takes: boolean, take: (files: ReadonlyArray<File>) => void): boolean => {
  const [held, setHeld] = useState(false)
  const taking = useRef(take)
  useEffect(() => {
    taking.current = take
  })
  useEffect(() => {
    if (!takes) return undefined
    const taker: Taker = { take: (files) => taking.current(files), hover: setHeld }
    if (takers.length === 0) listen()
    takers.push(taker)
    return () => {
      takers.splice(takers.indexOf(taker), 1)
      if (takers.length === 0) stopListening()
      setHeld(false)
    }
  }, [takes])
  return held && takes
}

/** Pictures and files on the clipboard; words are pasted as words, also where a picture of them lies beside. */
export const pastedFiles = (clipboard: DataTransfer): ReadonlyArray<File> =>
  clipboard.types.includes("text/plain") ? [] : [...clipboard.files]
