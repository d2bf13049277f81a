/** Styles of the change feed: theme variables only. */

export const feedStyles = `
html, body { height: 100%; margin: 0; padding: 0; }
body { display: flex; flex-direction: column; color: var(--vscode-foreground); font-family: var(--vscode-font-family); font-size: 12px; }
.tools { display: flex; flex-wrap: wrap; gap: 4px; padding: 4px 8px; align-items: center; }
.tools input, .tools select {
	font: inherit; color: var(--vscode-input-foreground); background: var(--vscode-input-background);
	border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, transparent)); border-radius: 2px; padding: 2px 4px; min-width: 0;
}
.tools input { flex: 1 1 100%; }
.tools select { flex: 1 1 40px; }
.tools select { background: var(--vscode-dropdown-background); color: var(--vscode-dropdown-foreground); border-color: var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent)); }
button { font: inherit; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-button-border, var(--vscode-contrastBorder, transparent))); border-radius: 2px; padding: 2px 8px; cursor: pointer; }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button[aria-pressed="true"] { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
input:focus-visible, select:focus-visible, button:focus-visible, .list:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
.state { padding: 0 8px 4px; color: var(--vscode-descriptionForeground); min-height: 1.3em; }
.list { flex: 1; overflow-y: auto; position: relative; min-height: 0; }
.canvas { position: relative; width: 100%; }
.row { position: absolute; left: 0; right: 0; top: 0; height: 40px; box-sizing: border-box; padding: 3px 8px; overflow: hidden; border-bottom: 1px solid var(--vscode-sideBarSectionHeader-border, var(--vscode-panel-border, transparent)); }
.row[hidden] { display: none; }
.row:hover { background: var(--vscode-list-hoverBackground); }
.row.current { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
.head { display: flex; gap: 6px; align-items: baseline; }
.mark { width: 1em; text-align: center; font-weight: 700; font-family: var(--vscode-editor-font-family, monospace); }
.insert .mark { color: var(--vscode-gitDecoration-addedResourceForeground, var(--vscode-foreground)); }
.update .mark { color: var(--vscode-gitDecoration-modifiedResourceForeground, var(--vscode-foreground)); }
.delete .mark { color: var(--vscode-gitDecoration-deletedResourceForeground, var(--vscode-foreground)); }
.schema .mark { color: var(--vscode-symbolIcon-classForeground, var(--vscode-foreground)); }
.title { flex: 1; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-weight: 600; }
.layer { color: var(--vscode-descriptionForeground); font-size: 11px; }
button.cell { background: none; border: none; padding: 0 2px; color: var(--vscode-textLink-foreground); max-width: 40%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.detail { margin-left: calc(1em + 6px); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; color: var(--vscode-descriptionForeground); font-family: var(--vscode-editor-font-family, monospace); font-size: 11px; }
.nothing { padding: 8px 12px; color: var(--vscode-descriptionForeground); line-height: 1.5; }
`;
