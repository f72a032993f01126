import { drawingOf, type Shape } from './sketch-layout.ts';
import type { SketchWords } from './words.ts';

/** A small drawing of a page at Google, in our own colours; its words are read in its place. */
export function Sketch({ sketch }: { sketch: SketchWords }) {
  const { width, height, shapes } = drawingOf(sketch);
  return (
    <svg
      className="mr-sketch"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={sketch.alt}
    >
      {shapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a drawing never changes its order
        <Drawn key={index} shape={shape} />
      ))}
    </svg>
  );
}

function Drawn({ shape }: { shape: Shape }) {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, radius, role } = shape;
      return <rect {...{ x, y, width, height }} rx={radius} data-role={role} />;
    }
    case 'circle':
      return <circle cx={shape.x} cy={shape.y} r={shape.radius} data-role={shape.role} />;
    case 'line':
      return <polyline points={shape.points} data-role={shape.role} />;
    case 'text':
      return (
        <text
          x={shape.x}
          y={shape.y}
          fontSize={shape.size}
          fontWeight={shape.isBold ? 600 : 400}
          data-role={shape.role}
        >
          {shape.text}
        </text>
      );
  }
}
