/** Styles of output lines and errors; the grid has its own. */

export const outputStyles = `
.output { position: relative; font-family: var(--vscode-font-family); color: var(--vscode-foreground); font-size: 12px; padding: 2px 0; }
.line { padding: 3px 4px; color: var(--vscode-descriptionForeground); }
.line .verb { color: var(--vscode-foreground); font-weight: 600; }
.line.passed { color: var(--vscode-testing-iconPassed, var(--vscode-foreground)); }
.line.failed { color: var(--vscode-testing-iconFailed, var(--vscode-errorForeground)); }
.line.notice { color: var(--vscode-editorInfo-foreground, var(--vscode-descriptionForeground)); }
.difference { margin: 2px 4px 4px; font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px); overflow-x: auto; }
.difference > div { display: flex; min-width: max-content; white-space: pre; }
.difference .sign { flex: none; width: 5.5em; color: var(--vscode-descriptionForeground); font-family: var(--vscode-font-family); font-size: 11px; align-self: center; }
.difference .text { flex: 1; padding: 0 6px; }
.difference .expected .text { background: var(--vscode-diffEditor-removedLineBackground, transparent); }
.difference .found .text { background: var(--vscode-diffEditor-insertedLineBackground, transparent); }
.error { border-left: 3px solid var(--vscode-errorForeground); padding: 4px 10px; background: color-mix(in srgb, var(--vscode-errorForeground) 7%, transparent); }
.error .message { font-size: var(--vscode-editor-font-size, 12px); white-space: pre-wrap; overflow-wrap: anywhere; font-family: var(--vscode-editor-font-family, monospace); color: var(--vscode-errorForeground); }
.error .code { font-size: 11px; color: var(--vscode-descriptionForeground); margin-top: 2px; }
.error .hint { margin-top: 4px; }
.error button { margin-top: 4px; padding-left: 0; }
`;
