import { Page } from "../components/Page.tsx";

export function ProcessPage() {
  return <Page title="ProcessPage">{null}</Page>;
}
