import { useRef, useState } from 'react';
import { Icon } from '../ui/icons.tsx';

/** Takes one file, dropped or chosen. */
export function FileDrop(props: {
  title: string;
  hint: string;
  /** As of an input's `accept`. */
  accept: string;
  isBusy: boolean;
  onFile(file: File): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file) props.onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the second way; the button inside is the first
    <div
      className="mr-drop"
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        take(event.dataTransfer.files);
      }}
    >
      <button type="button" disabled={props.isBusy} onClick={() => input.current?.click()}>
        <Icon name={props.isBusy ? 'sync' : 'file'} className={props.isBusy ? 'mr-spin' : ''} />
        <span>
          <strong>{props.title}</strong>
          <small>{props.hint}</small>
        </span>
      </button>
      <input
        ref={input}
        type="file"
        accept={props.accept}
        hidden
        aria-label={props.title}
        onChange={(event) => {
          take(event.target.files);
          event.target.value = '';
        }}
      />
    </div>
  );
}
