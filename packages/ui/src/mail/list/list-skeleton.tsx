/** Rows-to-be, of the rows' own height, so that nothing jumps when they come. */
export function ListSkeleton({ rowHeight }: { rowHeight: number }) {
  return (
    <div className="mr-list-skeleton" aria-hidden="true">
      {Array.from({ length: 12 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity
        <div key={i} className="mr-row-skeleton" style={{ height: rowHeight }}>
          <span className="mr-skeleton mr-skeleton-round" />
          <span className="mr-skeleton" style={{ width: `${28 + ((i * 13) % 25)}%` }} />
          <span className="mr-skeleton" style={{ width: `${55 + ((i * 17) % 30)}%` }} />
        </div>
      ))}
    </div>
  );
}
