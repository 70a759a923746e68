/**
 * Where announcements are said: politely, when a reader has finished its sentence. In the page, and in each dialog that is
 * open, since nothing beside a dialog is heard.
 */
import { useAnnouncements } from "./Announce.ts"

export const Announcer = () => {
  const lines = useAnnouncements((state) => state.lines)
  return (
    <div aria-live="polite" className="sr-only">
      {lines.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  )
}
