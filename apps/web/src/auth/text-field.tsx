import { useFirstFocus } from '@mailroom/ui';
import { Input, type InputRef } from 'antd';
import { useId } from 'react';

/** A labelled input with its hint and its error, tied together for screen readers. */
export function TextField(props: {
  label: string;
  value: string;
  onChange(value: string): void;
  type?: 'text' | 'email' | 'password';
  autoComplete: string;
  hint?: string;
  hasFocus?: boolean;
  inputMode?: 'numeric' | 'text';
  maxLength?: number;
}) {
  const id = useId();
  const field = useFirstFocus<InputRef>(props.hasFocus ?? false);
  const common = {
    id,
    value: props.value,
    size: 'large' as const,
    required: true,
    autoComplete: props.autoComplete,
    ref: field,
    maxLength: props.maxLength ?? 320,
    'aria-describedby': props.hint ? `${id}-hint` : undefined,
    onChange: (event: { target: { value: string } }) => props.onChange(event.target.value),
  };
  return (
    <div className="mr-field">
      <label className="mr-field-label" htmlFor={id}>
        {props.label}
      </label>
      {props.type === 'password' ? (
        <Input.Password {...common} />
      ) : (
        <Input
          {...common}
          type={props.type ?? 'text'}
          inputMode={props.inputMode}
          spellCheck={false}
        />
      )}
      {props.hint && (
        <p className="mr-hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}
