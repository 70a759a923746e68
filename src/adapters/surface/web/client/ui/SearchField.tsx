/**
 * A field that looks for what is typed in it, a moment after the last key. Owns that what is looked for is what stands in
 * it: who comes by a link or goes back finds the field so, and what was typed before does not come back.
 */
import { useEffect, useRef, useState } from "react"
import { TextInput } from "./TextInput.tsx"

export interface SearchFieldProps {
  readonly label: string
  readonly placeholder: string
  /** What is looked for now. */
  readonly value: string
  readonly onSearch: (value: string) => void
}

/** Between two keys of somebody who types. */
const typingMillis = 250

export const SearchField = ({ label, onSearch, placeholder, value }: SearchFieldProps) => {
  // until it is looked for; `over` is what was looked for when it was typed
  const [typed, setTyped] = useState<{ readonly over: string; readonly text: string }>()
  const latest = useRef(onSearch)
  useEffect(() => {
    latest.current = onSearch
  })
  if (typed !== undefined && typed.over !== value) setTyped(undefined)
  const text = typed?.over === value ? typed.text : value
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => {
      setTyped(undefined)
      latest.current(text)
    }, typingMillis)
    return () => clearTimeout(timer)
  }, [text, value])
  return (
    <TextInput
      label={label}
      hideLabel
      type="search"
      placeholder={placeholder}
      value={text}
      onChange={(next) => setTyped({ over: value, text: next })}
    />
  )
}
