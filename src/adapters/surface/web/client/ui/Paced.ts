/**
 * Text that grows, no oftener than it can be drawn: what is parsed as a whole takes the longer the longer it is. Owns that a
 * short one is drawn at once, and that the last words of any always come.
 */
import { useEffect, useRef, useState } from "react"

const shortest = 8_192
/** For each piece of that length. */
const restMillis = 100

export const usePaced = (text: string, growing: boolean): string => {
  const [, setRound] = useState(0)
  const drawn = useRef({ text, at: performance.now() })
  const rest = growing ? Math.floor(text.length / shortest) * restMillis : 0
  const due = drawn.current.at + rest - performance.now()
  if (due <= 0 && drawn.current.text !== text) drawn.current = { text, at: performance.now() }
  const shown = drawn.current.text
  const waits = shown !== text
  useEffect(() => {
    if (!waits) return
    const timer = setTimeout(() => setRound((round) => round + 1), due)
    return () => clearTimeout(timer)
  }, [waits, due])
  return shown
}
