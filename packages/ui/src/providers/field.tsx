import { type ReactNode, useId } from 'react';

/** A labelled field with a hint below it, or the fault in its place. */
export function Field(props: {
  label: string;
  hint?: string;
  fault?: string | null;
  children(ids: { id: string; 'aria-describedby': string }): ReactNode;
}) {
  const id = useId();
  const hintId = `${id}-hint`;
  const text = props.fault ?? props.hint;
  return (
    <div className="mr-field">
      <label className="mr-field-label" htmlFor={id}>
        {props.label}
      </label>
      {props.children({ id, 'aria-describedby': hintId })}
      {text && (
        <p id={hintId} className={props.fault ? 'mr-hint mr-fault' : 'mr-hint'}>
          {text}
        </p>
      )}
    </div>
  );
}
