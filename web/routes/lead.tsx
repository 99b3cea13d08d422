import { Page } from "../components/Page.tsx";

export function LeadPage() {
  return <Page title="LeadPage">{null}</Page>;
}
