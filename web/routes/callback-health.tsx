import { Page } from "../components/Page.tsx";

export function CallbackHealth() {
  return <Page title="CallbackHealth">{null}</Page>;
}
