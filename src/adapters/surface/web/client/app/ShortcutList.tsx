/** The keys that work everywhere, in a dialog. */
import { Checkbox } from "../ui/Checkbox.tsx"
import { Dialog } from "../ui/Dialog.tsx"
import { Keys } from "../ui/Keys.tsx"
import { commandKey } from "./CommandKey.ts"
import { setLetterKeys, useLetterKeys } from "./LetterKeys.ts"
import { sections } from "./Sections.ts"
import { useShortcutList } from "./Shortcuts.ts"

const others: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
  ["go to, or do", [commandKey, "K"]],
  ["this list", ["?"]],
  ["close what is open", ["Esc"]]
]

export const ShortcutList = () => {
  const open = useShortcutList((state) => state.open)
  const on = useLetterKeys((state) => state.on)
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
      <div className="mt-3">
        <Checkbox
          label="letters alone are keys"
          hint={`without it ${commandKey} K still leads everywhere, and to this list`}
          checked={on}
          onChange={setLetterKeys}
        />
      </div>
    </Dialog>
  )
}
