/** The keys that work everywhere, in a dialog. */
import { Dialog } from "../ui/Dialog.tsx"
import { Keys } from "../ui/Keys.tsx"
import { commandKey } from "./CommandKey.ts"
import { sections } from "./Sections.ts"
import { useShortcutList } from "./Shortcuts.ts"

const others: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  ["go to, or do", [commandKey, "K"]],
  ["this list", ["?"]],
  ["close what is open", ["Esc"]]
]

export const ShortcutList = () => {
  const open = useShortcutList((state) => state.open)
  const rows = [...sections.map(({ page, key }) => [page, ["g", key]] as const), ...others]
  return (
    <Dialog open={open} onClose={() => useShortcutList.setState({ open: false })} title="keys" width="small">
      <dl className="divide-y text-sm">
        {rows.map(([what, keys]) => (
          <div key={what} className="flex items-center justify-between py-1.5">
            <dt>{what}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
