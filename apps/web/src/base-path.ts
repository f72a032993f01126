/** Path below which the site is mounted, without a trailing slash; empty at the root. The server writes it into the page's base element. */
export const basePath = new URL(document.baseURI).pathname.replace(/\/$/, '');
