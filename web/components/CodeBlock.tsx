import "@mantine/code-highlight/styles.css";
import "./CodeBlock.css";
import {
  CodeHighlight,
  CodeHighlightAdapterProvider,
  createHighlightJsAdapter,
} from "@mantine/code-highlight";
import { MantineThemeProvider } from "@mantine/core";
import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import csharp from "highlight.js/lib/languages/csharp";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import { useStrings } from "../strings/strings.ts";

for (const [name, language] of Object.entries({ bash, csharp, go, java, javascript, php, python }))
  highlighter.registerLanguage(name, language);
const adapter = createHighlightJsAdapter(highlighter);

/** Long lines are scrolled to by the arrow keys, too. */
const scrolledByKeyboard = {
  components: { ScrollArea: { defaultProps: { viewportProps: { tabIndex: 0 } } } },
};

/** Code with its colours and a copy button. Heavy: only lazily loaded screens import it. */
export function CodeBlock({ code, language, label }: { code: string; language: string; label: string }) {
  const { common } = useStrings();
  return (
    <CodeHighlightAdapterProvider adapter={adapter}>
      <section aria-label={label}>
        <MantineThemeProvider theme={scrolledByKeyboard}>
          <CodeHighlight
            code={code}
            language={language}
            radius="md"
            withBorder
            copyLabel={common.copy}
            copiedLabel={common.copied}
          />
        </MantineThemeProvider>
      </section>
    </CodeHighlightAdapterProvider>
  );
}
