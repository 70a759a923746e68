/** A place at the end of a list: says when somebody has scrolled near it. */
import { useEffect, useRef } from "react"

export interface SightedProps {
  readonly onSight: () => void
}

export const Sighted = ({ onSight }: SightedProps) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (place.current === null || typeof IntersectionObserver === "undefined") return
    const observer = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) onSight()
      },
      { rootMargin: "300px" }
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [onSight])
  return <div ref={place} aria-hidden="true" className="h-px" />
}
