import { Page } from "../components/Page.tsx";

export function Help() {
  return <Page title="Help">{null}</Page>;
}
