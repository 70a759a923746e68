/** One line of text with words to choose from; any other one may be typed. */
import { useId } from "react"
import { TextInput, type TextInputProps } from "../../ui/TextInput.tsx"

export interface SuggestedInputProps extends TextInputProps {
  readonly suggestions: ReadonlyArray<string>
}

export const SuggestedInput = ({ suggestions, ...rest }: SuggestedInputProps) => {
  const id = useId()
  return (
    <>
      <TextInput {...rest} list={id} />
      <datalist id={id}>
        {suggestions.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  )
}
