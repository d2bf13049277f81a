/** Styles of the result grid: theme variables only, so that every theme and high contrast works. */

export const ROW_HEIGHT = 22;
export const MAX_VISIBLE_ROWS = 14;

export const gridStyles = `
::-webkit-scrollbar { width: 10px; height: 10px; }
::-webkit-scrollbar-corner { background: transparent; }
::-webkit-scrollbar-thumb { background: var(--vscode-scrollbarSlider-background); }
::-webkit-scrollbar-thumb:hover { background: var(--vscode-scrollbarSlider-hoverBackground); }
::-webkit-scrollbar-thumb:active { background: var(--vscode-scrollbarSlider-activeBackground); }
.frame { position: relative; border: 1px solid transparent; outline: none; }
.frame.scrolls { border-color: var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
.frame:focus-within { border-color: var(--vscode-focusBorder); }
regular-table {
	position: absolute; inset: 0; overflow: auto; overscroll-behavior: auto; outline: none;
	font-family: var(--vscode-editor-font-family, monospace); font-size: var(--vscode-editor-font-size, 12px);
	color: var(--vscode-editor-foreground);
}
regular-table table { position: absolute; overflow: hidden; border-collapse: separate; border-spacing: 0; color: inherit; }
regular-table table * { box-sizing: border-box; }
regular-table tbody td, regular-table thead th:not(.rt-group-corner) { transform: translate(var(--regular-table--transform-x, 0px), 0); }
regular-table tbody { transform: translate(0, var(--regular-table--transform-y, 0px)); }
regular-table tbody tr:first-child td, regular-table tbody tr:first-child th {
	clip-path: polygon(0 var(--regular-table--clip-y, 0), 0 100%, 100% 100%, 100% var(--regular-table--clip-y, 0));
}
regular-table tbody tr td:first-of-type {
	clip-path: polygon(var(--regular-table--clip-x, 0) 0, var(--regular-table--clip-x, 0) 100%, 100% 100%, 100% 0);
}
regular-table tbody tr:first-child td:first-of-type {
	clip-path: polygon(var(--regular-table--clip-x, 0) var(--regular-table--clip-y, 0), var(--regular-table--clip-x, 0) 100%, 100% 100%, 100% var(--regular-table--clip-y, 0));
}
td, th { height: ${ROW_HEIGHT}px; line-height: ${ROW_HEIGHT - 1}px; padding: 0 8px; white-space: pre; text-align: left; font-weight: normal; }
td { border-right: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent)); border-bottom: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent)); max-width: 480px; overflow: hidden; text-overflow: ellipsis; }
thead th {
	position: relative; font-weight: 600; border-right: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent));
	border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, currentColor));
	background: var(--vscode-keybindingTable-headerBackground, var(--vscode-editorWidget-background));
}
thead tr:first-child th { border-top: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent)); }
tr > th:first-child { border-left: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent)); }
tbody th {
	border-bottom: 1px solid var(--vscode-editorWidget-border, var(--vscode-panel-border, transparent));
	color: var(--vscode-editorLineNumber-foreground); text-align: right; user-select: none;
	border-right: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent));
	background: var(--vscode-editorWidget-background, transparent);
}
.rt-cell-clip { overflow: hidden; text-overflow: ellipsis; }
.rt-column-resize { position: absolute; top: 0; right: 0; height: 100%; width: 8px; cursor: col-resize; }
td.integer, td.real, th.number { text-align: right; }
td.integer, td.real { font-variant-numeric: tabular-nums; }
td.null, td.empty, td.missing { color: var(--vscode-descriptionForeground); font-style: italic; }
td.blob { color: var(--vscode-symbolIcon-arrayForeground, var(--vscode-descriptionForeground)); }
tbody tr:hover td:not(.selected) { background: var(--vscode-list-hoverBackground); }
td.selected { background: var(--vscode-editor-selectionBackground); color: var(--vscode-editor-selectionForeground, inherit); }
td.current { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
.frame:focus-within td.current { outline-width: 2px; outline-offset: -2px; }
.bar { display: flex; gap: 10px; align-items: center; min-height: 24px; padding: 1px 4px; color: var(--vscode-descriptionForeground); font-size: 12px; flex-wrap: wrap; }
.bar .spacer { flex: 1; }
.bar .badge { border: 1px solid var(--vscode-contrastBorder, transparent); color: var(--vscode-badge-foreground); background: var(--vscode-badge-background); border-radius: 8px; padding: 0 7px; }
button {
	font: inherit; color: var(--vscode-textLink-foreground); background: none; border: 1px solid transparent; border-radius: 3px; padding: 1px 6px; cursor: pointer;
}
button:hover { background: var(--vscode-toolbar-hoverBackground); }
button:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
button.toggle { color: var(--vscode-foreground); }
.viewer { border: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); border-top: none; max-height: 220px; overflow: auto; padding: 6px 10px; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font-family: var(--vscode-editor-font-family, monospace); }
.viewer:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
.viewer .viewed { color: var(--vscode-descriptionForeground); font-family: var(--vscode-font-family); margin-bottom: 2px; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
