/**
 * How a file of a turn is named by whoever wants to see it: what came with the message by its place in it, what the agent
 * sent by its key. Pure and light: pages make addresses of them.
 */
const attachedId = /^attached-(\d{1,3})$/

export const attachedFile = (place: number): string => `attached-${place}`

/** The place in the message; undefined for what was sent. */
export const attachedPlace = (file: string): number | undefined => {
  const place = attachedId.exec(file)?.[1]
  return place === undefined ? undefined : Number(place)
}
