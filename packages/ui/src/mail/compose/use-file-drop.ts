import { type DragEvent, useEffect, useState } from 'react';

/**
 * Takes files that are dropped onto an element.
 *
 * @returns whether files hang above it just now, and the handlers for the element
 */
export function useFileDrop(onFiles: (files: File[]) => void) {
  const [isDropping, setDropping] = useState(false);
  const dropHandlers = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setDropping(true);
    },
    onDragLeave(event: DragEvent) {
      // Going from one part of the element to another leaves nothing.
      const to = event.relatedTarget;
      if (to instanceof Node && event.currentTarget.contains(to)) return;
      setDropping(false);
    },
    onDrop(event: DragEvent) {
      setDropping(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      onFiles([...event.dataTransfer.files]);
    },
  };
  return { isDropping, dropHandlers };
}

/** Keeps a file that misses its place from being opened by the browser instead of the page. */
export function useNoStrayFiles(): void {
  useEffect(() => {
    const refuse = (event: globalThis.DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      if ((event.target as Element | null)?.closest?.('input[type=file]')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    };
    window.addEventListener('dragover', refuse);
    window.addEventListener('drop', refuse);
    return () => {
      window.removeEventListener('dragover', refuse);
      window.removeEventListener('drop', refuse);
    };
  }, []);
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes('Files');
}
