import { Zip, ZipPassThrough } from 'fflate';

/**
 * Packs files one after the other as the reader takes them; one file is in memory at a time.
 * Stored without compression: attachments are compressed already, for the most part.
 */
export function zipStream<T extends { fileName: string }>(
  files: T[],
  read: (file: T) => Promise<Uint8Array>,
): ReadableStream<Uint8Array> {
  const names = uniqueNames(files.map(({ fileName }) => fileName));
  let next = 0;
  let zip: Zip;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        zip = new Zip((error, chunk, isFinal) => {
          if (error) return controller.error(error);
          if (chunk.byteLength > 0) controller.enqueue(chunk);
          if (isFinal) controller.close();
        });
      },
      async pull() {
        const file = files[next];
        const name = names[next];
        next += 1;
        if (!file || !name) {
          zip.end();
          return;
        }
        const bytes = await read(file);
        const entry = new ZipPassThrough(name);
        zip.add(entry);
        entry.push(bytes, true);
      },
      cancel() {
        zip.terminate();
      },
    },
    { highWaterMark: 1 },
  );
}

/** `a.txt`, `a (2).txt`: two files of one name would unpack to one. */
export function uniqueNames(names: string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    // A path inside an archive could leave the folder it is unpacked to.
    const safe = name.replace(/[\\/:*?"<>|]/g, '_').replace(/^\.+/, '_') || 'file';
    const dot = safe.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [safe.slice(0, dot), safe.slice(dot)] : [safe, ''];
    let unique = safe;
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1)
      unique = `${stem} (${count})${extension}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
