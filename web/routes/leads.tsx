import { Page } from "../components/Page.tsx";

export function Leads() {
  return <Page title="Leads">{null}</Page>;
}
