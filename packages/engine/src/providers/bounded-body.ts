/**
 * Reads an answer's body, at most so many bytes of it; what comes after is not waited for.
 *
 * @returns the text, and whether that was all
 */
export async function readBounded(
  response: Response,
  maxBytes: number,
): Promise<{ text: string; isWhole: boolean }> {
  const reader = response.body?.getReader();
  if (!reader) return { text: '', isWhole: true };
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { text: text + decoder.decode(), isWhole: true };
      const room = maxBytes - size;
      size += value.length;
      text += decoder.decode(value.subarray(0, Math.max(0, room)), { stream: true });
      if (size > maxBytes) return { text, isWhole: false };
    }
  } finally {
    // Not awaited: a connection that brings bytes without end must not hold us up.
    reader.cancel().catch(() => {});
  }
}
