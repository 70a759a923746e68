/**
 * A store that follows the service for as long as some component looks at it. Owns when that begins and ends: moving from
 * one page to the next does not end it.
 */
import { useEffect } from "react"
import type { StoreApi, UseBoundStore } from "zustand"

/** Longer than it takes to get from one page to the next. */
const lingerMillis = 5000

/** `begin` starts to follow and returns how to let go; `use` is the store's hook, which keeps it followed. */
export const followed = <S>(store: UseBoundStore<StoreApi<S>>, begin: () => () => void) => {
  let lookers = 0
  let end: (() => void) | undefined
  let lingering: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    lookers++
    clearTimeout(lingering)
    end ??= begin()
    return () => {
      lookers--
      if (lookers > 0) return
      lingering = setTimeout(() => {
        end?.()
        end = undefined
      }, lingerMillis)
    }
  }
  return <A>(select: (state: S) => A): A => {
    useEffect(look, [])
    return store(select)
  }
}
