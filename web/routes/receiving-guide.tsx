import { Page } from "../components/Page.tsx";

export function ReceivingGuide() {
  return <Page title="ReceivingGuide">{null}</Page>;
}
