import { commandName, version } from "../platform/version.ts";
import { escapeHtml, page } from "./pages.ts";

/** `/` where the dashboard is not built: how to build it, and how to see a first delivery without it. */
export function notBuiltPage(publicUrl: string): string {
  const elsewhere = publicUrl !== "http://localhost:8080" && publicUrl !== "http://127.0.0.1:8080";
  const [api, url] = elsewhere ? [` --api ${publicUrl}`, ` --url ${publicUrl}`] : ["", ""];
  const commands = [
    `${commandName} listen --process <process id> --token <token>${api}`,
    `${commandName} simulate --process <process id> --token <token>${url}`,
  ];
  return page(
    "Running",
    `<h1>Ringback ${escapeHtml(version)} is <span class="running">running</span></h1>
<p>The API answers here, and what is owed to your callbacks is delivered. The dashboard is not built: stop Ringback, and
<code>npm start</code> builds it. Without it everything is done by API and command line.</p>
<h2>See a first delivery</h2>
<p>In two terminals, with the process id and the token that the first start printed:</p>
${commands.map((command) => `<pre>${escapeHtml(command)}</pre>`).join("\n")}
<p><code>listen</code> is a receiver on your machine that shows what arrives, with its verified signature;
<code>simulate</code> works the process with believable calls. Another token: <code>${commandName} token create</code>.</p>
<h2>Look further</h2>
<ul>
<li><a href="/healthz">/healthz</a> <span>whether this process answers; <a href="/readyz">/readyz</a> asks the database too</span></li>
<li><code>README.md</code> <span>the first webhook in five minutes, also with curl</span></li>
<li><code>docs/configuration.md</code> <span>settings</span></li>
<li><code>docs/receiving-callbacks.md</code> <span>what your backend gets, and how to verify it</span></li>
<li><code>docs/operating.md</code> <span>running it, backup, health</span></li>
</ul>`,
  );
}
