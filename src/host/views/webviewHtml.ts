/** The page of a webview: one script of ours and nothing else may run; no network, no inline script. */

import type * as vscode from 'vscode';

export function webviewHtml(webview: vscode.Webview, script: vscode.Uri, title: string): string {
	const policy = [
		`default-src 'none'`,
		`script-src ${webview.cspSource}`,
		`style-src ${webview.cspSource} 'unsafe-inline'`,
		`font-src ${webview.cspSource}`,
	].join('; ');
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<script type="module" src="${webview.asWebviewUri(script).toString()}"></script>
</body>
</html>`;
}
