import { type ReactNode, useEffect, useState } from 'react';

/**
 * Gives the focus back to what had it before the children came, once they are gone. Around dialogues
 * that are there only while they are open: antd's own return never runs for those. Dialogues may take
 * turns inside of it. Where what opened them is gone too, the page's main part takes the focus, so
 * that the next Tab does not begin at the top of the window.
 */
export function FocusReturn({ children }: { children: ReactNode }) {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // Whoever took the focus meanwhile knows better.
      if (document.activeElement && document.activeElement !== document.body) return;
      const target =
        opener?.isConnected && opener !== document.body ? opener : document.querySelector('main');
      if (target instanceof HTMLElement) target.focus({ preventScroll: true });
    },
    [opener],
  );
  return children;
}
