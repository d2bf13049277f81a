// mocha's browser build reads location.search as it loads; a web worker of VS Code may have no location.
const scope = globalThis as { location?: unknown };
scope.location ??= { search: '', href: '' };
