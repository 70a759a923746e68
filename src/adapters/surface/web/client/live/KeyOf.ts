/**
 * The name of something that is asked for, as long as the same is asked for: pressed twice it is done once, and with other
 * words it is something else.
 */
import { useState } from "react"
import { newKey } from "./NewKey.ts"

/** `anew` is for whoever asks for the very same once more, on purpose. */
export const useKeyOf = (wish: unknown): { readonly key: string; readonly anew: () => void } => {
  const words = JSON.stringify(wish)
  const [held, setHeld] = useState(() => ({ words, key: newKey() }))
  const now = held.words === words ? held : { words, key: newKey() }
  if (now !== held) setHeld(now)
  return { key: now.key, anew: () => setHeld({ words, key: newKey() }) }
}
