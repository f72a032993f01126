import type { ReactNode } from 'react';
import { filled, type Values } from './values.ts';

/** A line of the guide: `**console's words**`, `` `code` `` and values filled in. */
export function RichText({ text, values }: { text: string; values: Values }): ReactNode {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, index) => {
    const words = filled(part.replace(/^(\*\*|`)|(\*\*|`)$/g, ''), values);
    // biome-ignore-start lint/suspicious/noArrayIndexKey: the parts of one text never change places
    if (part.startsWith('**')) return <b key={index}>{words}</b>;
    if (part.startsWith('`')) return <code key={index}>{words}</code>;
    // biome-ignore-end lint/suspicious/noArrayIndexKey: the parts of one text never change places
    return words;
  });
}
