/** A picture of a transcript, fetched when one gets near to it. Takes its room before it is there. */
import { useEffect, useRef, useState } from "react"
import { fileContent } from "./FileContent.ts"

export interface ShownPictureProps {
  readonly address: string
  readonly name: string
  /** It cannot be shown. */
  readonly onUnseen: () => void
}

/** Somebody who scrolls finds it there. */
const near = "600px"

export const ShownPicture = ({ address, name, onUnseen }: ShownPictureProps) => {
  const room = useRef<HTMLDivElement>(null)
  const unseen = useRef(onUnseen)
  const [local, setLocal] = useState<string>()
  useEffect(() => {
    unseen.current = onUnseen
  })
  useEffect(() => {
    const place = room.current
    if (place === null) return undefined
    const left = new AbortController()
    let made: string | undefined
    const load = async () => {
      try {
        const content = await fileContent(address, left.signal)
        if (left.signal.aborted) return
        made = URL.createObjectURL(content)
        setLocal(made)
      } catch {
        if (!left.signal.aborted) unseen.current()
      }
    }
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        watch.disconnect()
        void load()
      },
      { rootMargin: near }
    )
    watch.observe(place)
    return () => {
      watch.disconnect()
      left.abort()
      setLocal(undefined)
      if (made !== undefined) URL.revokeObjectURL(made)
    }
  }, [address])
  return (
    <div ref={room} className="mb-1 h-40 w-fit max-w-full">
      {local !== undefined && (
        <a href={local} target="_blank" rel="noreferrer" className="block h-full">
          <img
            src={local}
            alt={name}
            decoding="async"
            onError={onUnseen}
            className="h-full max-w-full rounded-md border object-contain object-left"
          />
        </a>
      )}
    </div>
  )
}
