import { Page } from "../components/Page.tsx";

export function InspectorPage() {
  return <Page title="InspectorPage">{null}</Page>;
}
