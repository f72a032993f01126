import { type RefObject, useEffect, useRef } from 'react';

/**
 * The field that has the focus from the start, in a dialogue too: React's `autoFocus` runs before a
 * dialogue is part of the page, and the dialogue would then focus the button that closes it.
 *
 * @returns the field's ref; call this in the component that renders the field, not in the dialogue's
 */
export function useFirstFocus<Field extends { focus(): void }>(
  isOn = true,
): RefObject<Field | null> {
  const field = useRef<Field>(null);
  useEffect(() => {
    if (isOn) field.current?.focus();
  }, [isOn]);
  return field;
}
