/** What this folder uses of packages that carry no types. */
declare module 'sanitize-html' {
  export interface Tag {
    tagName: string;
    attribs: Record<string, string>;
    text?: string;
  }
  export interface Options {
    allowedTags: string[];
    allowedAttributes: Record<string, string[]>;
    allowedSchemes?: string[];
    allowedSchemesByTag?: Record<string, string[]>;
    allowedSchemesAppliedToAttributes?: string[];
    allowProtocolRelative?: boolean;
    nonTextTags?: string[];
    selfClosing?: string[];
    disallowedTagsMode?: 'discard';
    enforceHtmlBoundary?: boolean;
    nestingLimit?: number;
    parseStyleAttributes?: boolean;
    transformTags?: Record<string, (tagName: string, attribs: Record<string, string>) => Tag>;
    exclusiveFilter?: (frame: { tag: string; attribs: Record<string, string> }) => boolean;
  }
  export default function sanitizeHtml(html: string, options: Options): string;
}

declare module 'css-tree' {
  export interface List {
    forEach(visit: (item: CssNode) => void): void;
    isEmpty: boolean;
    size: number;
  }
  export interface CssNode {
    type: string;
    name?: string;
    property?: string;
    value?: CssNode | string;
    important?: boolean | string;
    prelude?: CssNode | null;
    block?: CssNode | null;
    children?: List | null;
    loc?: unknown;
  }
  export interface WalkContext {
    function?: CssNode | null;
  }
  export function parse(text: string, options?: Record<string, unknown>): CssNode;
  export function generate(node: CssNode): string;
  export function walk(node: CssNode, visit: (node: CssNode) => void): void;
}

declare module 'html-to-text' {
  export function convert(html: string, options: Record<string, unknown>): string;
}
